package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the head of a part says about its content, line by line; all else passes unread. */
final class PartHead {
  private static final String TYPE = "content-type";
  private static final String ENCODING = "content-transfer-encoding";
  private static final String VERSION = "mime-version";

  /** Of a field that is longer nothing is believed. */
  private static final int LONGEST_FIELD = 16 * 1024;

  private @Nullable String type;
  private @Nullable String encoding;
  private boolean version;
  private boolean clear = true;

  /** The field whose lines are read, in lower case where it is one of the three; else empty. */
  private String field = "";

  private final StringBuilder value = new StringBuilder();

  /** That of a message whose head is known. */
  static PartHead of(Head head) {
    PartHead known = new PartHead();
    for (String name : new String[] {TYPE, ENCODING, VERSION}) {
      for (Field each : head.all(name)) {
        String text = each.text();
        known.field = name;
        known.clear &= text.length() <= LONGEST_FIELD;
        known.value.append(text, 0, Math.min(text.length(), LONGEST_FIELD));
        known.end();
      }
    }
    return known;
  }

  /**
   * Takes the first line of a field.
   *
   * @return whether it is one
   */
  boolean field(byte[] line, int length) {
    end();
    int colon = 0;
    while (colon < length && line[colon] > ' ' && line[colon] < 0x7F && line[colon] != ':') {
      colon++;
    }
    int name = colon;
    while (colon < length && (line[colon] == ' ' || line[colon] == '\t')) {
      colon++;
    }
    if (name == 0 || colon == length || line[colon] != ':') {
      return false;
    }
    if (name == TYPE.length() || name == ENCODING.length() || name == VERSION.length()) {
      String found = new String(line, 0, name, ISO_8859_1).toLowerCase(Locale.ROOT);
      if (found.equals(TYPE) || found.equals(ENCODING) || found.equals(VERSION)) {
        field = found;
        append(line, colon + 1, length);
      }
    }
    return true;
  }

  /** Takes a further line of the field. */
  void continuation(byte[] line, int length) {
    append(line, 0, length);
  }

  /** Whether the line that was taken belongs to the Content-Transfer-Encoding. */
  boolean isInEncoding() {
    return field.equals(ENCODING);
  }

  /** Ends the field whose lines were taken, if it is one of the three. */
  void end() {
    String text = HeaderRules.trim(value.toString());
    switch (field) {
      case TYPE -> {
        clear &= type == null || type.isEmpty() || type.equals(text);
        type = type == null || type.isEmpty() ? text : type;
      }
      case ENCODING -> {
        String found = PartType.withoutComments(text).toLowerCase(Locale.ROOT);
        clear &= encoding == null || encoding.isEmpty() || encoding.equals(found);
        encoding = encoding == null || encoding.isEmpty() ? found : encoding;
      }
      case VERSION -> version |= !text.isEmpty();
      default -> {
        // One that passes unread.
      }
    }
    field = "";
    value.setLength(0);
  }

  private void append(byte[] line, int from, int to) {
    if (field.isEmpty()) {
      return;
    }
    if (value.length() + to - from > LONGEST_FIELD) {
      clear = false;
    } else {
      value.append(new String(line, from, to - from, ISO_8859_1));
    }
  }

  /** Whether it says each thing once, so that all programs understand the same. */
  boolean isClear() {
    return clear;
  }

  /** The type; the given one where none is declared. */
  PartType type(PartType otherwise) {
    return type == null || type.isEmpty() ? otherwise : PartType.of(type);
  }

  boolean lacksType() {
    return type == null || type.isEmpty();
  }

  boolean lacksVersion() {
    return !version;
  }

  /** The Content-Transfer-Encoding in lower case; empty where none is declared. */
  String encoding() {
    return encoding == null ? "" : encoding;
  }
}
