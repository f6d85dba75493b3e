package dev.posthorn.architecture.planted.send;

import com.google.gson.JsonObject;
import dev.posthorn.architecture.planted.auth.PlantedAuth;
import dev.posthorn.architecture.planted.message.PlantedMessage;

/** Breaks: send uses auth, and com.google. */
public final class PlantedSend {
  PlantedAuth violation;
  JsonObject secondViolation;
  PlantedMessage allowed;
}
