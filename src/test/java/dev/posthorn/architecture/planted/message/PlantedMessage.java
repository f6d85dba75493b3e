package dev.posthorn.architecture.planted.message;

import dev.posthorn.architecture.planted.send.PlantedSend;

/** Breaks: message uses send, and makes a cycle with it. */
public final class PlantedMessage {
  PlantedSend violation;
}
