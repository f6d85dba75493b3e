"""Runs one program and says what it cost: spawn.py OUTPUT PROGRAM ARGUMENT…

Prints exit status, wall seconds, CPU seconds (user and system, children too) and peak RSS in KiB.
It is a process of its own, and imports next to nothing, since Linux counts what the parent held at
fork as memory of the child: so that is no more than 8 MiB.
"""
import os
import sys
import time

output, *command = sys.argv[1:]
files = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
         (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
         (os.POSIX_SPAWN_OPEN, 2, output + ".err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
begun = time.monotonic()
child = os.posix_spawn(command[0], command, os.environ, file_actions=files)
_, status, used = os.wait4(child, 0)
wall = time.monotonic() - begun
print(os.waitstatus_to_exitcode(status), wall, used.ru_utime + used.ru_stime, used.ru_maxrss)
