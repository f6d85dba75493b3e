package dev.posthorn.gmail;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sending with tokens that are old, gone or damaged, and by many threads at once. */
final class GmailSenderAccountTest {
  private static final String PATH = "/gmail/v1/users/me/messages/send";
  private static final String PAST = "2020-01-01T00:00:00Z";

  @RegisterExtension
  static final WireMockExtension GOOGLE =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path folder;

  @Test
  void expiredTokenIsRefreshedBeforeTheMessageGoes() throws Exception {
    GOOGLE.stubFor(post("/token").willReturn(okJson(Ann.freshToken())));
    GOOGLE.stubFor(post(PATH).willReturn(okJson("{\"id\":\"18c\"}")));
    assertThat(sender(expired()).send(Ann.mail().build()).id()).isEqualTo("18c");
    assertThat(GOOGLE.findAll(postRequestedFor(urlEqualTo(PATH))))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.getHeader("Authorization"))
                    .isEqualTo("Bearer " + Ann.FRESH_TOKEN));
  }

  @Test
  void endedConsentIsNotAuthorized() throws Exception {
    GOOGLE.stubFor(
        post("/token")
            .willReturn(aResponse().withStatus(400).withBody("{\"error\":\"invalid_grant\"}")));
    SendException.NotAuthorized e = failure(SendException.NotAuthorized.class, expired());
    assertThat(e.remedy()).contains("posthorn login");
    GOOGLE.verify(0, postRequestedFor(urlEqualTo(PATH)));
  }

  @Test
  void serverThatRefusesTheClientIsTheConfigurationsFault() throws Exception {
    GOOGLE.stubFor(
        post("/token")
            .willReturn(aResponse().withStatus(401).withBody("{\"error\":\"invalid_client\"}")));
    SendException.Refused e = failure(SendException.Refused.class, expired());
    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.CONFIGURATION);
  }

  @Test
  void damagedTokenFileIsRefusedAndSaysSo() throws Exception {
    Account account = expired();
    Files.writeString(account.file(), "{");
    SendException.Refused e = failure(SendException.Refused.class, account);
    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(AuthException.Kind.TOKEN_FILE);
  }

  @Test
  void eightThreadsShareOneSenderOneRefreshAndFewConnections() throws Exception {
    AtomicInteger refreshes = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              while (true) {
                boolean refresh = peer.readHead().startsWith("POST /token");
                peer.readBody();
                if (refresh) {
                  refreshes.incrementAndGet();
                }
                peer.answer(200, refresh ? Ann.freshToken() : "{\"id\":\"18c\"}");
              }
            })) {
      URI token = server.root().resolve("/token");
      Account account = new Ann(folder).accountUntil(token, PAST, Ann.SEND);
      sendFromThreads(GmailSender.of(account, server.root()), 8, 25);
      assertThat(refreshes).hasValue(1);
      assertThat(server.wholeBodies()).isEqualTo(201);
      // Java keeps five of the eight between messages; without any keeping there would be 201.
      assertThat(server.connections()).isLessThan(100);
    }
  }

  private static void sendFromThreads(GmailSender sender, int threads, int mails) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      for (Future<Integer> sent :
          IntStream.range(0, threads)
              .mapToObj(i -> pool.submit(() -> sendMails(sender, start, mails)))
              .toList()) {
        assertThat(sent.get()).isEqualTo(mails);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static int sendMails(GmailSender sender, CyclicBarrier start, int mails)
      throws Exception {
    start.await();
    for (int i = 0; i < mails; i++) {
      sender.send(Ann.mail().subject("Mail " + i).build());
    }
    return mails;
  }

  private Account expired() throws Exception {
    URI token = URI.create(GOOGLE.baseUrl()).resolve("/token");
    return new Ann(folder).accountUntil(token, PAST, Ann.SEND);
  }

  private static GmailSender sender(Account account) throws Exception {
    return GmailSender.of(account, URI.create(GOOGLE.baseUrl()));
  }

  private static <T extends SendException> T failure(Class<T> type, Account account)
      throws Exception {
    GmailSender sender = sender(account);
    T failure = catchThrowableOfType(type, () -> sender.send(Ann.mail().build()));
    assertThat(failure).isNotNull();
    return failure;
  }
}
