package dev.posthorn.auth;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that needs tokens: {@code HOME EMAIL}. Says "ready"; at each line it reads, four
 * threads ask for a token, each with an account of its own, and it prints the four.
 */
final class TokenRefresher {
  private static final int THREADS = 4;

  private TokenRefresher() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Home home = Home.at(Path.of(arguments[0]));
    out.println("ready");
    while (System.in.read() >= 0) {
      List<Future<String>> tokens = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Account account = home.account(arguments[1]);
        tokens.add(threads.submit(() -> account.accessToken().value().value()));
      }
      for (Future<String> token : tokens) {
        out.println(token.get());
      }
    }
    threads.shutdown();
  }
}
