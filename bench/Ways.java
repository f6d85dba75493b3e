import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.LoginRequest;
import dev.posthorn.auth.OAuthBootstrap;
import dev.posthorn.auth.Scope;
import dev.posthorn.auth.Trust;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Attachment;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.send.MailSender;
import dev.posthorn.smtp.SmtpSender;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Measures the ways out against a sandbox on loopback, beside curl giving the same bytes to the same
 * server. Prints CSV. Started by bench/ways; a child process of it does the sending.
 */
public final class Ways {
  private static final int REPEATS = 5;
  private static final int MESSAGES = 200;

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("child")) {
      child(arguments[1], Path.of(arguments[2]), URI.create(arguments[3]), URI.create(arguments[4]));
      return;
    }
    System.out.println(
        "way,message,heap limit,first s,median s,of it preparing s,peak heap MiB,peak RSS MiB,curl median s,times curl");
    for (String way : new String[] {"raw", "session", "smtp"}) {
      attachment(way, "composed", "24m");
      attachment(way, "composed", "256m");
      attachment(way, "whole", "24m");
    }
    System.out.println();
    System.out.println("messages a second,one connection,a connection each");
    rates();
  }

  /** One way, with one limit, in a JVM of its own; then curl. */
  private static void attachment(String way, String message, String heap) throws Exception {
    try (Fixture fixture = new Fixture()) {
      String[] measured = fixture.child(heap, way + "-" + message).strip().split(",");
      if (measured.length < 5) {
        System.out.println(way + "," + message + "," + heap + ",failed: " + measured[0]);
        return;
      }
      double curl = fixture.curl(way);
      System.out.printf(
          "%s,%s,%s,%s,%.3f,%.2f%n",
          way, message, heap, String.join(",", measured), curl,
          Double.parseDouble(measured[1]) / curl);
    }
  }

  private static void rates() throws Exception {
    try (Fixture fixture = new Fixture()) {
      String[] one = fixture.child("256m", "one").strip().split(",");
      String[] many = fixture.child("256m", "many").strip().split(",");
      System.out.println("smtp," + one[0] + "," + many[0]);
    }
  }

  private static void child(String way, Path home, URI root, URI smtps) throws Exception {
    Account account = Home.at(home, Trust.withCaFile(home.resolve("ca.pem"))).soleAccount();
    if (way.equals("one") || way.equals("many")) {
      System.out.printf("%.0f%n", rate(way.equals("one"), account, smtps));
      return;
    }
    String[] words = way.split("-");
    double[] seconds = new double[REPEATS];
    double[] preparing = new double[REPEATS];
    double first = 0;
    try (SmtpSender smtp = SmtpSender.of(account, smtps)) {
      MailSender sender =
          switch (words[0]) {
            case "raw" -> GmailSender.of(account, root).with(Delivery.RAW);
            case "session" -> GmailSender.of(account, root).with(Delivery.SESSION);
            default -> smtp;
          };
      for (int i = -1; i < REPEATS; i++) {
        long start = System.nanoTime();
        WireMessage message =
            words[1].equals("whole")
                ? WireMessage.of(home.resolve("mail.eml"))
                : MimeComposer.create().toWire(mail(home));
        double prepared = (System.nanoTime() - start) / 1e9;
        sender.send(message);
        double taken = (System.nanoTime() - start) / 1e9;
        if (i < 0) {
          first = taken;
        } else {
          seconds[i] = taken;
          preparing[i] = prepared;
        }
      }
    }
    Arrays.sort(seconds);
    Arrays.sort(preparing);
    System.out.printf(
        "%.3f,%.3f,%.3f,%.1f,%.1f%n", first, seconds[REPEATS / 2], preparing[REPEATS / 2], peakHeap() / 1048576.0, peakRss());
  }

  private static double rate(boolean one, Account account, URI smtps) throws Exception {
    Mail mail = Mail.builder().to("bob@example.com").subject("x").text("Hello.\n").build();
    List<SmtpSender> opened = new ArrayList<>();
    SmtpSender sender = SmtpSender.of(account, smtps);
    sender.send(MimeComposer.create().toWire(mail));
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      if (one) {
        sender.send(MimeComposer.create().toWire(mail));
      } else {
        try (SmtpSender each = SmtpSender.of(account, smtps)) {
          each.send(MimeComposer.create().toWire(mail));
        }
      }
    }
    double rate = MESSAGES / ((System.nanoTime() - start) / 1e9);
    sender.close();
    return rate;
  }

  private static Mail mail(Path home) throws Exception {
    return Mail.builder()
        .from("ann@example.com")
        .to("bob@example.com")
        .subject("20 MiB")
        .text("Here it is.\n")
        .attach(Attachment.of(home.resolve("20MiB.bin")))
        .build();
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static double peakRss() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** A sandbox, an account in it, and the message as curl gets it. */
  private static final class Fixture implements AutoCloseable {
    private final Sandbox google = Sandbox.plain().autoConsent(true).smtp(true).start();
    private final Path home = Files.createTempDirectory("posthorn-bench");
    private final Account account;

    Fixture() throws Exception {
      Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
      Files.writeString(home.resolve("ca.pem"), google.caPem());
      byte[] noise = new byte[20 << 20];
      new Random(20).nextBytes(noise);
      Files.write(home.resolve("20MiB.bin"), noise);
      List<String> scopes =
          List.of("openid", "email", "send", "smtp").stream().map(Scope::canonical).toList();
      Home stored = Home.at(home);
      account =
          stored.store(
              OAuthBootstrap.of(stored.clientSecrets(), Trust.system())
                  .login(LoginRequest.of(scopes).withAccount("ann@example.com"), Ways::visit));
      try (OutputStream out = Files.newOutputStream(home.resolve("mail.eml"))) {
        MimeComposer.create().toWire(mail(home)).writeTo(out);
      }
      Files.writeString(home.resolve("empty.json"), "{}");
      String raw =
          Base64.getUrlEncoder().encodeToString(Files.readAllBytes(home.resolve("mail.eml")));
      Files.writeString(home.resolve("raw.json"), "{\"raw\":\"" + raw + "\"}");
    }

    String child(String heap, String way) throws Exception {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + heap,
                  "-XX:+UseSerialGC",
                  "-Dsun.net.http.retryPost=false",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "Ways",
                  "child",
                  way,
                  home.toString(),
                  google.root().toString(),
                  google.smtps().toString())
              .redirectErrorStream(true)
              .start();
      try (InputStream out = process.getInputStream()) {
        return new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    double curl(String way) throws Exception {
      double[] seconds = new double[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        seconds[i] = curlOnce(way);
      }
      Arrays.sort(seconds);
      return seconds[REPEATS / 2];
    }

    /** The same route: for a session its start, too. */
    private double curlOnce(String way) throws Exception {
      String bearer = account.accessToken().value().value();
      String user = google.root() + "gmail/v1/users/me/messages/send";
      if (way.equals("raw")) {
        return curl(http("POST", user, bearer, "application/json", "raw.json")).seconds();
      }
      if (way.equals("session")) {
        String start =
            google.root() + "upload/gmail/v1/users/me/messages/send?uploadType=resumable";
        Curled begun = curl(http("POST", start, bearer, "application/json", "empty.json"));
        return begun.seconds()
            + curl(http("PUT", begun.location(), bearer, "message/rfc822", "mail.eml")).seconds();
      }
      return curl(
              List.of(
                  "--url", google.smtps().toString(), "--user", "ann@example.com",
                  "--oauth2-bearer", bearer, "--mail-from", "ann@example.com",
                  "--mail-rcpt", "bob@example.com", "--upload-file",
                  home.resolve("mail.eml").toString()))
          .seconds();
    }

    private record Curled(double seconds, String location) {}

    private Curled curl(List<String> more) throws Exception {
      List<String> words = new ArrayList<>(List.of("curl", "-sS", "-f", "-o", "/dev/null"));
      words.addAll(List.of("-w", "%{time_total} %header{location}"));
      words.addAll(List.of("--cacert", home.resolve("ca.pem").toString()));
      words.addAll(more);
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("curl failed: " + out);
      }
      String[] parts = (out + " ").split(" ", 2);
      return new Curled(Double.parseDouble(parts[0]), parts[1].strip());
    }

    private List<String> http(String method, String url, String bearer, String type, String file) {
      return List.of(
          "-H", "Authorization: Bearer " + bearer, "-H", "Content-Type: " + type, "-H", "Expect:",
          "-X", method, "-T", home.resolve(file).toString(), url);
    }

    @Override
    public void close() throws Exception {
      google.close();
      try (var walk = Files.walk(home)) {
        for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void visit(URI page) {
    Thread visitor =
        new Thread(
            () -> {
              try (InputStream answer = page.toURL().openStream()) {
                answer.readAllBytes();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    visitor.setDaemon(true);
    visitor.start();
  }
}
