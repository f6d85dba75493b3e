package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import dev.posthorn.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge that is run again keeps the time that it had first. */
class MergeTimesTest {
  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home).login("ann@example.com");
    Files.writeString(home.resolve("letter.txt"), "Subject: Hello {{name}}\n\nDear {{name}}.\n");
    Files.writeString(
        home.resolve("people.csv"), "name,email\nBob,bob@example.com\nCat,Cat@example.com\n");
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private Result merge(ExitCode expected, String... more) {
    List<String> words = new ArrayList<>(List.of("merge", home.resolve("letter.txt").toString()));
    words.addAll(List.of("--data", home.resolve("people.csv").toString()));
    words.addAll(List.of(more));
    Result result = posthorn.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(expected);
    return result;
  }

  private List<String> times() {
    List<String> times = new ArrayList<>();
    posthorn
        .run("outbox", "list", "--json")
        .json()
        .getAsJsonArray("entries")
        .forEach(entry -> times.add(entry.getAsJsonObject().get("at").getAsString()));
    return times;
  }

  @Test
  void aMergeThatIsRunAgainKeepsItsFirstTime() {
    merge(ExitCode.OK, "--queue", "--at", "+2h", "--limit", "1");
    Result again = merge(ExitCode.OK, "--queue", "--at", "+3h");
    assertThat(again.err()).contains("this merge keeps its first time, ", "1 accepted, 1 was");
    assertThat(times()).hasSize(2);
    assertThat(times().get(0)).isEqualTo(times().get(1));
    assertThat(merge(ExitCode.OK, "--queue", "--at", "2020-01-01T00:00Z").err())
        .contains("0 accepted, 2 were accepted before.");
  }

  @Test
  void whatIsMissingWhenTheFirstTimeIsPastGoesAtOnce() throws Exception {
    merge(ExitCode.OK, "--queue", "--at", "+2s", "--limit", "1");
    String first = times().get(0);
    Await.until(
        Duration.ofSeconds(60),
        "the time has come",
        () -> Instant.now().isAfter(Instant.parse(first)));
    Result again = merge(ExitCode.OK, "--at", "2020-01-01T00:00Z");
    assertThat(again.err()).contains("1 accepted, 1 was accepted before.", "in all: 2 sent.");
  }

  @Test
  void anotherDateThatIsAheadIsMeant() {
    merge(ExitCode.OK, "--queue", "--at", "2099-01-01T09:00Z", "--limit", "1");
    merge(ExitCode.OK, "--queue", "--at", "2099-01-02T09:00Z");
    assertThat(times()).containsExactly("2099-01-02T09:00:00Z", "2099-01-01T09:00:00Z");
  }

  @Test
  void anEndBeforeTheFirstTimeAddsNothingAndIsSaid() {
    merge(ExitCode.OK, "--queue", "--at", "2099-01-01T09:00Z", "--limit", "1");
    Result again = merge(ExitCode.DATA, "--queue", "--at", "+2h", "--expire", "tomorrow 23:00");
    assertThat(again.err()).contains("--expire 'tomorrow 23:00' is not after the first --at");
    assertThat(times()).containsExactly("2099-01-01T09:00:00Z");
  }

  @Test
  void aDryRunSaysThatTheTimeIsPast() {
    assertThat(merge(ExitCode.OK, "--dry-run", "--at", "2020-01-01T00:00Z").err())
        .contains("--at '2020-01-01T00:00Z' is past: only rows that were accepted before");
  }

  @Test
  void aTimeThatIsPastAddsNothingToAMergeThatHadNone() {
    merge(ExitCode.OK, "--limit", "1");
    Result result = merge(ExitCode.DATA, "--at", "2020-01-01T00:00Z");
    assertThat(result.out()).contains("1,bob@example.com,sent,", ",problem,");
    assertThat(result.err()).contains("--at '2020-01-01T00:00Z' is past");
  }
}
