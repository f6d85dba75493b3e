package dev.posthorn.gmail;

import static dev.posthorn.gmail.SessionServer.Call.ASK;
import static dev.posthorn.gmail.SessionServer.Call.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.gmail.SessionServer.Fault;
import dev.posthorn.message.MessageSource;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Text that Gmail would wrap is encoded for it, and is the same in each attempt. */
final class RecodedUploadTest extends UploadFixture {
  private WireMessage given;

  @BeforeEach
  void giveMoreThanTheSocketsHold() throws Exception {
    String head =
        String.join(
            "\r\n",
            "From: ann@example.com",
            "To: bob@example.com",
            "Message-ID: <1@x.example>",
            "Date: Mon, 2 Nov 2026 10:00:00 +0000",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "",
            "");
    String line = "A line of text that Gmail would wrap, since it is long, and = or ü in it.\r\n";
    String text = head + line.repeat(80_000);
    given = WireMessage.of(text.getBytes(StandardCharsets.UTF_8));
    message = given.forApi();
    assertThat(message.size()).isGreaterThan(given.size());
  }

  @Test
  void aMessageIsUploadedAsQuotedPrintable() throws Exception {
    assertThat(send(given).id()).isEqualTo("18c");
    assertSentOnce();
  }

  @Test
  void anUploadThatBrokeOffIsResumedWithTheSameBytes() throws Exception {
    ResumableDelivery delivery = uploader().resumable();
    DeliveryHandle handle = delivery.begin(given);
    Fault[] silent = Collections.nCopies(9, Fault.RESET_AFTER).toArray(Fault[]::new);
    server.on(PUT, Fault.RESET_HALF).on(ASK, silent);
    failure(SendException.NotSent.class, () -> delivery.deliver(handle, given));
    server.forget();

    WireMessage kept = WholeMessage.of(new Kept(bytes(given))).toWire();
    assertThat(delivery.settle(handle, kept)).isEmpty();
    assertThat(delivery.resume(handle, kept).id()).isEqualTo("18c");
    assertThat(server.kept()).isEqualTo(bytes(message));
    assertThat(server.sent()).isEqualTo(1);
  }

  /** Its session has the length of the text as it was. */
  @Test
  void anUploadThatAnEarlierVersionBeganIsResumedAsItBegan() throws Exception {
    ResumableDelivery delivery = uploader().resumable();
    String address = delivery.begin(given).value().split(" ", 2)[1];
    DeliveryHandle handle = DeliveryHandle.of(given.size() + " " + address);

    assertThat(delivery.resume(handle, given).id()).isEqualTo("18c");
    assertThat(server.kept()).isEqualTo(bytes(given));
  }

  @Test
  void aFileThatChangedIsNotSentAndNotTakenForSent() throws Exception {
    Path file = Files.write(folder.resolve("a.eml"), bytes(given));
    WireMessage fromFile = WireMessage.of(file);
    ResumableDelivery delivery = uploader().resumable();
    DeliveryHandle handle = delivery.begin(fromFile);
    Files.write(file, new byte[] {'x'});

    assertThat(failure(SendException.Refused.class, () -> uploader().send(fromFile)).reason())
        .isEqualTo(SendException.Refused.Reason.INPUT);
    failure(SendException.Refused.class, () -> delivery.begin(fromFile));
    SendException.OutcomeUnknown open =
        failure(SendException.OutcomeUnknown.class, () -> delivery.resume(handle, fromFile));
    assertThat(open.mayBeSettled()).isTrue();
    failure(SendException.NotSent.class, () -> delivery.settle(handle, fromFile));
    assertThat(server.sent()).isZero();
  }

  private static <T extends SendException> T failure(Class<T> type, ThrowingCallable call) {
    T failure = catchThrowableOfType(type, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  /** As an outbox keeps it. */
  private static final class Kept implements MessageSource {
    private final byte[] bytes;

    Kept(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() throws IOException {
      return new ByteArrayInputStream(bytes);
    }
  }
}
