package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Needs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The messages that others collected to try parsers with: each goes through byte for byte, but for
 * line ends and fields that it lacks, or is changed or refused for a reason.
 */
final class CorpusTest {
  private static final List<String> ENVELOPE = List.of("bob@example.com");
  private static final Pattern ADDED =
      Pattern.compile("(?m)^(Date: [^\r]*|Message-ID: <[0-9a-f-]{36}@[^>]+>)\r\n");

  @Test
  void mime4jsMessagesPassOrAreRefusedForAReason() throws Exception {
    Map<String, byte[]> corpus = new TreeMap<>();
    URL folder = getClass().getClassLoader().getResource("mimetools-testmsgs");
    try (JarFile jar = ((JarURLConnection) folder.openConnection()).getJarFile()) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (entry.getName().matches("(mimetools-)?testmsgs/.*\\.msg")) {
          corpus.put(entry.getName(), read(jar, entry));
        }
      }
    }
    assertThat(corpus.keySet()).hasSize(80);

    Verdicts verdicts = judge("mime4j", corpus);

    assertThat(verdicts.passed).as(verdicts.toString()).isGreaterThan(60);
  }

  @Test
  void pythonsMessagesPassOrAreRefusedForAReason() throws Exception {
    Map<String, byte[]> corpus = new TreeMap<>();
    try (Stream<Path> files = Files.list(pythonsData())) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".txt"))::iterator) {
        corpus.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    assertThat(corpus.keySet()).hasSizeGreaterThan(40);

    Verdicts verdicts = judge("Python", corpus);

    assertThat(verdicts.passed).as(verdicts.toString()).isGreaterThan(40);
  }

  /** As programs of Debian 12 handed them to sendmail. */
  @Test
  void whatRealProgramsWriteGoesOutUnchanged() throws Exception {
    Map<String, byte[]> corpus = new TreeMap<>();
    Path folder = Path.of(getClass().getResource("programs").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        corpus.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    assertThat(corpus.keySet()).hasSize(12);

    Verdicts verdicts = judge("Debian", corpus);

    assertThat(verdicts.passed).as(verdicts.toString()).isEqualTo(12);
  }

  /** Where the Python on the PATH, or Debian's, has its own tests. */
  private static Path pythonsData() {
    String howToGet = "apt-get install libpython3-testsuite";
    String script = "import os, test.test_email as t; print(os.path.dirname(t.__file__))";
    Needs.program("python3", "apt-get install python3");
    for (String python : new String[] {"python3", "/usr/bin/python3"}) {
      Command.Result result = Command.of("sh", "-c", python + " -c '" + script + "'").run();
      if (result.status() == 0) {
        return Path.of(result.out().strip(), "data");
      }
    }
    Needs.success(howToGet, "python3", "-c", script);
    throw new AssertionError("Python found its tests only now.");
  }

  private static Verdicts judge(String name, Map<String, byte[]> corpus) throws IOException {
    Verdicts verdicts = new Verdicts(name);
    for (Map.Entry<String, byte[]> each : corpus.entrySet()) {
      WireMessage wire;
      try {
        wire = WholeMessage.of(each.getValue()).toWire(ENVELOPE);
      } catch (InvalidMessageException e) {
        assertThat(e).hasMessageMatching("(?s).{15,}");
        verdicts.refused.put(each.getKey(), e.getMessage());
        continue;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      wire.writeTo(out);
      assertThat(wire.size()).as(each.getKey()).isEqualTo(out.size());
      if (!wire.changes().isEmpty()) {
        verdicts.changed.put(each.getKey(), wire.changes().toString());
        continue;
      }
      assertThat(withoutAddedFields(out.toString(ISO_8859_1), each.getValue()))
          .as(each.getKey())
          .isEqualTo(expected(each.getValue()));
      verdicts.passed++;
    }
    System.out.println(verdicts);
    return verdicts;
  }

  /** The original with CRLF, without an mbox line, and with an empty line before a mere body. */
  private static String expected(byte[] original) {
    String text = crlf(original);
    String rest = text.startsWith("From ") ? text.substring(text.indexOf("\r\n") + 2) : text;
    boolean hasHead =
        rest.isEmpty() || rest.startsWith("\r\n") || rest.matches("(?s)[!-9;-~]+[ \t]*:.*");
    return hasHead ? MendedHead.in(rest) : "\r\n" + rest;
  }

  /** What was written, without the fields that the original had not. */
  private static String withoutAddedFields(String written, byte[] original) {
    String head = written.substring(0, endOfHead(written));
    String originals = crlf(original);
    String kept =
        ADDED
            .matcher(head)
            .replaceAll(
                added ->
                    originals.contains(added.group())
                        ? java.util.regex.Matcher.quoteReplacement(added.group())
                        : "");
    return kept + written.substring(head.length());
  }

  private static int endOfHead(String message) {
    int end = message.indexOf("\r\n\r\n");
    return end < 0 ? message.length() : end + 2;
  }

  private static String crlf(byte[] message) {
    return new String(message, ISO_8859_1)
        .replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace("\n", "\r\n");
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** How many passed, and why the others did not. */
  private static final class Verdicts {
    private final String corpus;
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Map<String, String> changed = new LinkedHashMap<>();
    private int passed;

    Verdicts(String corpus) {
      this.corpus = corpus;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(corpus + "'s corpus: " + passed + " unchanged, ");
      text.append(changed.size() + " changed, " + refused.size() + " refused\n");
      changed.forEach((name, how) -> text.append("  " + name + ": " + how + "\n"));
      refused.forEach((name, reason) -> text.append("  " + name + ": " + reason + "\n"));
      return text.toString();
    }
  }
}
