package dev.posthorn.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file operation failed, in words. */
final class Causes {
  private Causes() {}

  /** " (no such file)", " (permission denied)" … to stand behind what failed. */
  static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return " (no such file)";
    }
    if (e instanceof AccessDeniedException) {
      return " (permission denied)";
    }
    if (e instanceof FileAlreadyExistsException) {
      return " (it exists already)";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? "" : " (" + reason + ")";
  }
}
