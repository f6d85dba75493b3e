package dev.posthorn.architecture.planted.auth;

import dev.posthorn.architecture.planted.message.PlantedMessage;
import java.io.ObjectInputStream;
import java.sql.Connection;

/** Breaks: auth uses message; SQL outside its place; Java deserialisation. */
public final class PlantedAuth {
  PlantedMessage violation;
  Connection secondViolation;
  ObjectInputStream thirdViolation;
}
