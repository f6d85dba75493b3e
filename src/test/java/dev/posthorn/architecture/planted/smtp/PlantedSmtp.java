package dev.posthorn.architecture.planted.smtp;

import dev.posthorn.architecture.planted.gmail.PlantedGmail;

/** Breaks: smtp uses gmail, the other way out. */
public final class PlantedSmtp {
  PlantedGmail violation;
}
