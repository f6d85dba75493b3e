package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is encoded in a message, its parts hold what they held, to parsers not our own. */
final class RecodedTreesTest {
  private static final int SEEDS = 100;
  private static final List<Judge> JUDGES = Judge.all();

  @AfterAll
  static void close() {
    JUDGES.forEach(Judge::close);
  }

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyFormHoldsWhatWasGiven(long seed) throws IOException {
    RandomTree tree = new RandomTree(seed, false);
    WireMessage wire = WireMessage.of(tree.message());

    for (WireMessage form : List.of(wire, wire.forApi(), wire.forSevenBits())) {
      byte[] written = Wire.bytes(form);
      for (Judge judge : JUDGES) {
        JsonObject read = judge.read(written);
        String shown = judge.name() + ":\n" + new String(written, ISO_8859_1);
        assertThat(read.getString("failure", "")).as(shown).isEmpty();
        assertThat(contents(read.getJsonObject("body"))).as(shown).isEqualTo(tree.contents());
      }
    }
  }

  /** Else the others would prove nothing. */
  @Test
  void manyTreesHaveSomethingToEncode() {
    long lines = seeds().filter(seed -> !of(seed).changes().isEmpty()).count();
    assertThat(lines).isGreaterThan(SEEDS / 3);
    assertThat(seeds().filter(seed -> of(seed).isEightBit()).count()).isGreaterThan(SEEDS / 10);
  }

  private static WireMessage of(long seed) {
    return WireMessage.of(new RandomTree(seed, false).message());
  }

  /** Not by GMime and mime4j, to whom NUL is an end, or no character. */
  @ParameterizedTest
  @MethodSource("seeds")
  void nulIsKeptToo(long seed) throws IOException {
    RandomTree tree = new RandomTree(seed, true);
    WireMessage wire = WireMessage.of(tree.message());

    byte[] written = Wire.bytes(wire.forApi());
    JsonObject read = JUDGES.get(0).read(written);
    assertThat(contents(read.getJsonObject("body")))
        .as(new String(written, ISO_8859_1))
        .isEqualTo(tree.contents());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void formsAreTheSameEachTimeAndNeedNoOther(long seed) throws IOException {
    byte[] given = new RandomTree(seed, true).message();
    WireMessage wire = WireMessage.of(given);
    byte[] written = Wire.bytes(wire);

    assertThat(Wire.bytes(wire)).isEqualTo(written);
    assertThat(Wire.bytes(WireMessage.of(given))).isEqualTo(written);
    WireMessage kept = WholeMessage.of(StoredMessage.of(written)).toWire();
    assertThat(Wire.bytes(kept.forApi())).isEqualTo(Wire.bytes(wire.forApi()));
    WireMessage api = wire.forApi();
    assertThat(api.forApi()).isSameAs(api);
    assertThat(WireMessage.of(written).changes()).isEmpty();
    WireMessage seven = wire.forSevenBits();
    assertThat(seven.isEightBit()).isFalse();
    assertThat(seven.forSevenBits()).isSameAs(seven);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whereTheStreamIsCutMakesNoDifference(long seed) throws IOException {
    byte[] given = new RandomTree(seed, true).message();
    Findings whole = walk(given, new Plan(), given.length).findings();
    String changed = walk(given, whole.lines(), given.length).written();
    Random random = new Random(seed);
    for (int longest : new int[] {1, 3, 80, 2000}) {
      int most = longest == 1 ? 1 : 1 + random.nextInt(longest);
      assertThat(walk(given, whole.lines(), most).written()).isEqualTo(changed);
      Findings found = walk(given, new Plan(), most).findings();
      assertThat(found.lines().words("")).isEqualTo(whole.lines().words(""));
      assertThat(found.fragility()).isEqualTo(whole.fragility());
    }
  }

  /** A walk in pieces. */
  private static Walk walk(byte[] message, Plan plan, int piece) throws IOException {
    Walk walk = new Walk(plan);
    for (int at = 0; at < message.length; at += piece) {
      walk.walker.write(message, at, Math.min(piece, message.length - at));
    }
    walk.walker.finish();
    return walk;
  }

  private static final class Walk {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final MimeWalker walker;

    Walk(Plan plan) {
      BodyStream collecting =
          new BodyStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
              out.write(bytes, offset, length);
            }

            @Override
            void writeBase64(InputStream content) throws IOException {
              out.writeBytes(Base64.getMimeEncoder().encode(content.readAllBytes()));
            }

            @Override
            void finish() {}
          };
      walker = new MimeWalker(collecting, new PartHead(), plan, true);
    }

    Findings findings() {
      return walker.findings();
    }

    String written() {
      return out.toString(ISO_8859_1);
    }
  }

  private static List<String> contents(JsonObject part) {
    List<String> found = new ArrayList<>();
    if (part.containsKey("parts")) {
      part.getJsonArray("parts").forEach(each -> found.addAll(contents(each.asJsonObject())));
    } else if (part.containsKey("message")) {
      found.addAll(contents(part.getJsonObject("message").getJsonObject("body")));
    } else {
      JsonString text = part.getJsonString("text");
      String octets =
          text != null
              ? new String(text.getString().getBytes(UTF_8), ISO_8859_1)
              : new String(Base64.getDecoder().decode(part.getString("bytes")), ISO_8859_1);
      found.add(octets.replace("\r\n", "\n"));
    }
    return found;
  }
}
