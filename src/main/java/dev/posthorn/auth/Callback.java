package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a redirect means (RFC 6749 §4.1.2 and §4.1.2.1): decided here alone, for the
 * browser's callback and for a pasted address alike.
 */
sealed interface Callback {
  /** Consent: the code to exchange. */
  record Code(Secret value) implements Callback {}

  /**
   * The authorization server said no.
   *
   * @param error its error code, as it came; look it up with {@link AuthorizationErrors}
   */
  record Denied(String error) implements Callback {}

  /**
   * No answer to our question: whoever sent it, the wait goes on.
   *
   * @param why fixed words for a person who knows no OAuth, about an address or a visit; nothing of
   *     the query
   */
  record Invalid(String why) implements Callback {}

  /** More parameters than any authorization server sends. */
  int MAX_PARAMETERS = 64;

  /** The parameters that mean something to us; all others are ignored (RFC 6749 §4.1.2). */
  Set<String> MEANT = Set.of("state", "code", "error");

  /**
   * Reads the query of a redirect.
   *
   * @param rawQuery the query as it travelled, without the question mark; null when there was none
   * @param state what this login sent along
   */
  static Callback parse(@Nullable String rawQuery, Secret state) {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return new Invalid("There is no answer in it.");
    }
    Map<String, String> meant = new HashMap<>();
    Optional<Invalid> broken = read(rawQuery, meant);
    if (broken.isPresent()) {
      return broken.get();
    }
    // The state comes first: without it nothing else in the query may have any effect.
    String given = meant.getOrDefault("state", "");
    if (given.isEmpty() || !Secret.of(given).equals(state)) {
      return new Invalid("It belongs to another login, perhaps an earlier one.");
    }
    return answer(meant);
  }

  private static Callback answer(Map<String, String> meant) {
    String code = meant.getOrDefault("code", "");
    String error = meant.getOrDefault("error", "");
    if (code.isEmpty() == error.isEmpty()) {
      return new Invalid("It is incomplete: the answer itself is missing.");
    }
    if (!error.isEmpty()) {
      return new Denied(error);
    }
    // RFC 6749 appendix A.11: a code is made of visible ASCII.
    return code.matches("[ -~]+")
        ? new Code(Secret.of(code))
        : new Invalid("It is damaged: the answer in it is not one that Google gives.");
  }

  private static Optional<Invalid> read(String rawQuery, Map<String, String> meant) {
    String[] pairs = rawQuery.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      return Optional.of(new Invalid("There is far more in it than an answer."));
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.of(new Invalid("It is damaged: a part of it cannot be read."));
      }
      // RFC 6749 §3.1: parameters must not come more than once.
      if (MEANT.contains(name.get()) && meant.put(name.get(), value.get()) != null) {
        return Optional.of(new Invalid("It is damaged: there are two answers in it."));
      }
    }
    return Optional.empty();
  }

  /** Undoes application/x-www-form-urlencoded strictly: URLDecoder would repair broken UTF-8. */
  private static Optional<String> decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        String hex = encoded.substring(i + 1, Math.min(i + 3, encoded.length()));
        if (hex.length() < 2 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
          return Optional.empty();
        }
        bytes.put((byte) HexFormat.fromHexDigits(hex));
        i += 2;
      } else if (c <= ' ' || c >= 127) {
        return Optional.empty();
      } else {
        bytes.put((byte) (c == '+' ? ' ' : c));
      }
    }
    try {
      return Optional.of(UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
