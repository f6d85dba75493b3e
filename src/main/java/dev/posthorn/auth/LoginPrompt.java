package dev.posthorn.auth;

import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** How a login talks with the person: it shows an address, and may take a pasted answer. */
@FunctionalInterface
public interface LoginPrompt {
  /**
   * Shows where to consent, and opens it in a browser when that is wanted. Called once, on the
   * thread that logs in, when answers can already be taken. It should return soon: the wait starts
   * when it returns. What it throws ends the login.
   *
   * @param address the authorization page; it holds no secret but is good for this login alone
   */
  void consentAt(URI address);

  /**
   * Where pasted redirect addresses come from, one a line: for machines without a browser. Only
   * what {@link InputStream#available()} announces is read, so that nothing typed after the login
   * is swallowed. The stream is not closed.
   *
   * @return the stream; empty (the default) when nothing can be pasted
   */
  default Optional<InputStream> pasted() {
    return Optional.empty();
  }

  /**
   * Tells that a pasted line was no answer, and that the wait goes on. Called on another thread
   * than {@link #consentAt}.
   *
   * @param why what is wrong with it and what to paste instead; nothing of the line itself
   */
  default void pasteRefused(String why) {}
}
