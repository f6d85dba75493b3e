package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of its own for daemons: a mount namespace, where /usr/sbin and their folders are ours,
 * so that the real machine's daemons and its sendmail stay what they are.
 */
final class Machine {
  private final Path folder;
  private final Path sbin;
  private final List<String> mounts = new ArrayList<>();

  private Machine(Path folder, Path sbin) {
    this.folder = folder;
    this.sbin = sbin;
  }

  /**
   * One with a sendmail and an empty /run.
   *
   * @param folder where what stands for the machine's is made
   */
  static Machine in(Path folder, Path sendmail) throws IOException {
    Needs.root();
    Needs.program("unshare", "apt-get install util-linux");
    Needs.success(
        "a machine that lets root mount (CAP_SYS_ADMIN)",
        "unshare",
        "-m",
        "mount",
        "-t",
        "tmpfs",
        "tmpfs",
        "/mnt");
    Path made = open(Files.createDirectory(folder.resolve("machine")));
    Machine machine = new Machine(made, open(Files.createDirectory(made.resolve("sbin"))));
    Files.copy(sendmail, machine.sbin.resolve("sendmail"), StandardCopyOption.COPY_ATTRIBUTES);
    machine.mounts.add("mount --bind '" + machine.sbin + "' /usr/sbin");
    machine.mounts.add("mount -t tmpfs -o mode=755 tmpfs /run");
    return machine;
  }

  /** Has a program of the real machine's in /usr/sbin. */
  Machine with(Path program) throws IOException {
    Files.copy(program, sbin.resolve(program.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    return this;
  }

  /** An empty folder that stands in a place of the machine's, which has one there. */
  Path folderAt(String place) throws IOException {
    return mounted(open(Files.createDirectory(folder.resolve(flat(place)))), place);
  }

  /** A file that stands in a place of the machine's, which has one there; root's alone. */
  Path fileAt(String place, String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve(flat(place)), text, UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return mounted(file, place);
  }

  private Path mounted(Path ours, String place) {
    mounts.add("mount --bind '" + ours + "' " + place);
    return ours;
  }

  /** Whatever the umask: daemons give up root's rights. */
  private static Path open(Path made) throws IOException {
    return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String flat(String place) {
    return place.substring(1).replace('/', '-');
  }

  /** A shell script on this machine, in a user's environment. */
  Command runs(SendmailUser user, String script) {
    String whole = String.join("\n", mounts) + "\n" + script;
    return user.runs("unshare", "-m", "--propagation", "private", "sh", "-ec", whole);
  }

  /** Ends a script that was started, with all that it started. */
  static void end(Process script) {
    script.descendants().forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }
}
