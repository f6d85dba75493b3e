package dev.posthorn.architecture.planted.outbox;

import com.google.gson.JsonObject;
import dev.posthorn.architecture.planted.gmail.PlantedGmail;
import dev.posthorn.architecture.planted.send.PlantedSend;
import java.sql.Connection;

/** Breaks: outbox uses gmail, and com.google; it alone may use java.sql. */
public final class PlantedOutbox {
  PlantedGmail violation;
  JsonObject secondViolation;
  PlantedSend allowed;
  Connection allowedToo;
}
