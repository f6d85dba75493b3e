package dev.posthorn.architecture.planted.sandbox;

import dev.posthorn.architecture.planted.message.PlantedMessage;

/** Breaks: the sandbox uses what it is to judge. */
public final class PlantedSandbox {
  PlantedMessage violation;
}
