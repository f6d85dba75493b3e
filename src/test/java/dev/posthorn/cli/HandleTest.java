package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.gmail.SentFinder;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendReceipt;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries by handle against the sandbox, which knows nothing of them. */
final class HandleTest {
  private static final String ID = "0123456789abcdef";

  @TempDir private Path home;
  private WireMessage message;

  @BeforeEach
  void compose() throws Exception {
    Mail mail = Mail.builder().from("ann@example.com").to("bob@example.com").subject("Hi").build();
    message = WireMessage.of(MimeComposer.create().compose(mail)).withHeader("X-Posthorn-Id", ID);
  }

  @ParameterizedTest
  @EnumSource(
      value = Delivery.class,
      names = {"SESSION", "DRAFT"})
  void messageIsSentOnceHoweverOftenItsHandleIsAsked(Delivery delivery) throws Exception {
    try (Played played = Played.in(home)) {
      Account account = login(played);
      ResumableDelivery way =
          GmailSender.of(account, played.google.root()).with(delivery).resumable();
      DeliveryHandle handle = way.begin(message);
      assertThat(way.settle(handle, message)).isEmpty();
      assertThat(sent(played)).isZero();

      SendReceipt receipt = way.deliver(handle, message);

      assertThat(receipt.labelIds()).contains("SENT");
      assertThat(way.settle(handle, message)).isPresent();
      assertThat(way.resume(handle, message).id()).isNotBlank();
      assertThat(sent(played)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Delivery.class,
      names = {"SESSION", "DRAFT"})
  void messageThatWasOnlyBegunIsSentByWhoResumesIt(Delivery delivery) throws Exception {
    try (Played played = Played.in(home)) {
      Account account = login(played);
      GmailSender sender = GmailSender.of(account, played.google.root()).with(delivery);
      DeliveryHandle handle = sender.resumable().begin(message);

      assertThat(sender.resumable().resume(handle, message).labelIds()).contains("SENT");

      assertThat(sent(played)).isEqualTo(1);
    }
  }

  @Test
  void messageIsFoundAgainByItsHeader() throws Exception {
    try (Played played = Played.in(home)) {
      Account account = login(played);
      GmailSender sender = GmailSender.of(account, played.google.root());
      SendReceipt receipt = sender.send(message);
      sender.send(message.withHeader("X-Posthorn-Id", "other"));
      SentFinder finder = SentFinder.of(account, played.google.root());

      assertThat(finder.find("X-Posthorn-Id", ID, Instant.EPOCH))
          .get()
          .extracting(SendReceipt::id)
          .isEqualTo(receipt.id());
      assertThat(finder.find("X-Posthorn-Id", "none", Instant.EPOCH)).isEmpty();
    }
  }

  private Account login(Played played) throws Exception {
    String scopes = "send,compose,metadata";
    assertThat(played.run("login", "--account", "ann@example.com", "--scopes", scopes).code())
        .isEqualTo(ExitCode.OK);
    return Home.at(home).account("ann@example.com");
  }

  private static long sent(Played played) {
    return played.google.messages().stream().filter(m -> m.labelIds().contains("SENT")).count();
  }
}
