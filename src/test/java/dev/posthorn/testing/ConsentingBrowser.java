package dev.posthorn.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** A browser that follows wherever a sandbox's consent page leads. */
public final class ConsentingBrowser {
  private ConsentingBrowser() {}

  /** Visits the page on a thread of its own, as a browser would. */
  public static void visit(URI page) {
    Thread visitor =
        new Thread(
            () -> {
              try (InputStream answer = page.toURL().openStream()) {
                answer.readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    visitor.setDaemon(true);
    visitor.start();
  }
}
