package bench;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Submission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Single steps of a send, without any network. Started by bench/jmh. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Micro {
  private final MimeComposer composer = MimeComposer.create();
  private Path folder;
  private Mail letter;
  private WireMessage small;
  private WireMessage large;
  private byte[] bytes;
  private Outbox outbox;

  @Setup
  public void prepare() throws Exception {
    folder = Files.createTempDirectory("posthorn-jmh");
    byte[] noise = new byte[20 << 20];
    new Random(20).nextBytes(noise);
    Attachment file = Attachment.of(Files.write(folder.resolve("20MiB.bin"), noise));
    letter =
        Mail.builder()
            .from("Ann Lee <ann@example.com>")
            .to("Bob Läufer <bob@example.com>")
            .subject("Grüße aus der Werkstatt")
            .text("Hello.\n")
            .build();
    small = composer.toWire(letter);
    large = composer.toWire(Mail.builder().to("bob@example.com").text("x").attach(file).build());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    small.writeTo(out);
    bytes = out.toByteArray();
    outbox = Outbox.open(folder.resolve("outbox.db"));
  }

  @TearDown
  public void clear() throws Exception {
    outbox.close();
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** A short letter, composed, checked and measured. */
  @Benchmark
  public WireMessage compose() throws IOException {
    return composer.toWire(letter);
  }

  /** 20 MiB from a file, in base64 and compared with what was measured. */
  @Benchmark
  public void encode() throws IOException {
    large.writeTo(OutputStream.nullOutputStream());
  }

  /** A short message that somebody else wrote. */
  @Benchmark
  public WireMessage parse() throws IOException {
    return WholeMessage.of(bytes).toWire();
  }

  /** A short message into the outbox, until it is on the disk. */
  @Benchmark
  public String journal() throws Exception {
    return outbox.accept(Submission.of("ann@example.com", small).build()).id();
  }
}
