package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads and writes the JSON of a {@link FaultPlan}, and names what is wrong with it. */
final class FaultJson {
  private static final Set<String> PLAN = Set.of("seed", "rules");
  private static final Set<String> RULE =
      Set.of(
          "call",
          "when",
          "fault",
          "status",
          "reason",
          "retryAfter",
          "bytes",
          "millis",
          "skip",
          "times",
          "chance");

  private FaultJson() {}

  static FaultPlan read(String json) {
    JsonObject plan = object(json);
    checkNames(plan, PLAN);
    long seed = number(plan, "seed", BigDecimal.ZERO).longValueExact();
    if (!(plan.get("rules") instanceof JsonArray array)) {
      throw new IllegalArgumentException("A plan of faults needs \"rules\", a list");
    }
    List<FaultRule> rules = new ArrayList<>();
    for (JsonValue value : array) {
      try {
        rules.add(rule(value));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException("Rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
      }
    }
    return FaultPlan.of(seed, rules);
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    } catch (RuntimeException e) { // the parser's own, and a bare one where nesting is too deep
      throw new IllegalArgumentException("A plan of faults is a JSON object: " + e.getMessage(), e);
    }
  }

  private static FaultRule rule(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw new IllegalArgumentException("it is no object");
    }
    checkNames(json, RULE);
    String word = text(json, "fault");
    Fault fault =
        Fault.find(word)
            .orElseThrow(() -> new IllegalArgumentException("unknown fault \"" + word + "\""));
    FaultRule base =
        switch (text(json, "when")) {
          case "before" -> FaultRule.before(text(json, "call"), fault);
          case "after" -> FaultRule.after(text(json, "call"), fault);
          default -> throw new IllegalArgumentException("\"when\" is \"before\" or \"after\"");
        };
    FaultRule.Shape shape = base.shape();
    FaultRule.Turns turns = base.turns();
    return new FaultRule(
        base.call(),
        base.isBefore(),
        fault,
        new FaultRule.Shape(
            number(json, "status", shape.status()),
            json.containsKey("reason") ? text(json, "reason") : "",
            number(json, "retryAfter", 0),
            number(json, "bytes", 0),
            number(json, "millis", shape.millis())),
        new FaultRule.Turns(
            number(json, "skip", 0),
            number(json, "times", turns.times()),
            number(json, "chance", BigDecimal.ONE).doubleValue()));
  }

  private static void checkNames(JsonObject json, Set<String> known) {
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown name \"" + name + "\"");
      }
    }
  }

  private static String text(JsonObject json, String name) {
    if (json.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw new IllegalArgumentException("\"" + name + "\" must be there and be a text");
  }

  private static int number(JsonObject json, String name, int absent) {
    return number(json, name, BigDecimal.valueOf(absent)).intValueExact();
  }

  private static BigDecimal number(JsonObject json, String name, BigDecimal absent) {
    JsonValue value = json.get(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonNumber number) {
      return number.bigDecimalValue();
    }
    throw new IllegalArgumentException("\"" + name + "\" is no number");
  }

  /** A rule with every name that matters to it. */
  static JsonObject write(FaultRule rule) {
    FaultRule.Shape shape = rule.shape();
    FaultRule.Turns turns = rule.turns();
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("call", rule.call())
            .add("when", rule.isBefore() ? "before" : "after")
            .add("fault", rule.fault().word());
    if (rule.fault() == Fault.STATUS) {
      json.add("status", shape.status()).add("reason", shape.reason());
      json.add("retryAfter", shape.retryAfter());
    }
    if (rule.fault() == Fault.SLOW) {
      json.add("millis", shape.millis());
    }
    if (shape.bytes() > 0) {
      json.add("bytes", shape.bytes());
    }
    json.add("skip", turns.skip()).add("times", turns.times());
    return json.add("chance", turns.chance()).build();
  }
}
