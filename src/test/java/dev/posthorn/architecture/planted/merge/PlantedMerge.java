package dev.posthorn.architecture.planted.merge;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.posthorn.architecture.planted.auth.PlantedAuth;
import dev.posthorn.architecture.planted.message.PlantedMessage;

/** Breaks: merge uses auth, and more of com.google than its JSON. */
public final class PlantedMerge {
  PlantedAuth violation;
  ImmutableList<String> secondViolation;
  PlantedMessage allowed;
  JsonObject allowedToo;
}
