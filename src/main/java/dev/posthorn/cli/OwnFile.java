package dev.posthorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A file that chooses where mail goes must be the user's own. */
final class OwnFile {
  private OwnFile() {}

  /** Refuses a file or folder that somebody else, root aside, may write. */
  static void refuseIfOthersMayWrite(Path path) throws IOException, Stop {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || isAnothers(path)) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Others may write " + path + ", and so could choose where your mail goes.",
          "Make it yours alone: chown $(id -u) '" + path + "'; chmod go-w '" + path + "'");
    }
  }

  /** Whoever owns a file may write it; root may write everything anyway. */
  private static boolean isAnothers(Path path) throws IOException {
    Path process = Path.of("/proc/self");
    if (!Files.exists(process)) {
      return !Set.of("root", System.getProperty("user.name", ""))
          .contains(Files.getOwner(path).getName());
    }
    Object owner = Files.getAttribute(path, "unix:uid");
    return !owner.equals(0) && !owner.equals(Files.getAttribute(process, "unix:uid"));
  }
}
