package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a message that is due from going is said where people look. */
class HindrancesTest {
  private static final String ANN = "ann@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private String queue(String... more) {
    List<String> words = new ArrayList<>(List.of("send", "--queue", "--account", ANN));
    words.addAll(List.of("--to", "bob@example.com", "--subject", "Hi", "--text", "Hello."));
    words.addAll(List.of(more));
    Result result = posthorn.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.out().strip();
  }

  private Result outbox(ExitCode expected, String... words) {
    List<String> all = new ArrayList<>(List.of("outbox"));
    all.addAll(List.of(words));
    Result result = posthorn.run(all.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(expected);
    return result;
  }

  private JsonObject entry(String id) {
    return outbox(ExitCode.OK, "show", id, "--json").json();
  }

  @Test
  void whatIsDueAndCannotGoIsToldOfEachTime() {
    queue();
    for (int i = 0; i < 2; i++) {
      Result run = outbox(ExitCode.TEMPORARY, "run");
      assertThat(run.err()).contains("posthorn login").endsWith("0 sent, 1 left (1 paused).\n");
    }
  }

  @Test
  void whatALimitOfTheDayHoldsIsSaidToBeHeldAndUntilWhen() {
    posthorn.login(ANN);
    queue();
    outbox(ExitCode.OK, "run");
    String id = queue();
    String later = queue("--at", "+3d");
    Result run = outbox(ExitCode.TEMPORARY, "run", "--daily-messages", "1", "--max-wait", "1s");
    String words = ANN + " waits until [-0-9T:+Z]+: the day's limit of 1 messages\n";
    assertThat(run.err()).containsPattern(words);
    assertThat(outbox(ExitCode.OK, "show", id).out()).containsPattern("held +" + words);
    assertThat(outbox(ExitCode.OK, "show", later).out()).doesNotContain("held");
    Result list = outbox(ExitCode.OK, "list", "--state", "accepted,waiting");
    assertThat(list.err()).matches("posthorn: " + words);
    JsonObject entry = entry(id);
    assertThat(entry.get("heldFor").getAsString()).contains("the day's limit");
    String until = entry.get("heldUntil").getAsString();
    assertThat(Instant.parse(until)).isAfter(Instant.now().plus(Duration.ofHours(23)));
    assertThat(list.out().lines().filter(line -> line.startsWith(id)).findFirst().orElseThrow())
        .contains(
            OffsetDateTime.parse(run.err().replaceAll("(?s).*until (\\S+): .*", "$1"))
                .toString()
                .substring(0, 16));
    assertThat(entry(later).get("heldUntil").isJsonNull()).isTrue();
    outbox(ExitCode.OK, "run", "--max-wait", "1s");
    assertThat(outbox(ExitCode.OK, "list").err()).isEmpty();
  }

  @Test
  void whatAPauseHoldsIsSaidToBePaused() {
    String id = queue();
    outbox(ExitCode.OK, "pause", "--account", ANN);
    assertThat(outbox(ExitCode.OK, "show", id).out())
        .containsPattern("held +" + ANN + " is paused: .* Run: posthorn outbox resume");
    assertThat(outbox(ExitCode.OK, "list").err()).contains(ANN + " is paused: ");
    assertThat(entry(id).get("heldUntil").isJsonNull()).isTrue();
    outbox(ExitCode.OK, "cancel", id);
    assertThat(outbox(ExitCode.OK, "show", id).out()).doesNotContain("held");
    assertThat(outbox(ExitCode.OK, "list").err()).isEmpty();
  }
}
