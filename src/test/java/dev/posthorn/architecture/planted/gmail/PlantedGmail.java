package dev.posthorn.architecture.planted.gmail;

import dev.posthorn.architecture.planted.sandbox.PlantedSandbox;

/** Breaks: gmail uses the sandbox, and writes to stdout. */
public final class PlantedGmail {
  PlantedSandbox violation;

  void secondViolation() {
    System.out.println();
  }
}
