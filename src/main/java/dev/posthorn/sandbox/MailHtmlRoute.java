package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

/** GET /mail/{id}/html: the HTML of a mail, fit for a frame, or opened alone, without danger. */
final class MailHtmlRoute implements Route {
  /** The sandbox directive holds also when the page is opened outside of its frame. */
  static final String POLICY =
      "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none';"
          + " base-uri 'none'; frame-ancestors 'self'";

  private final Mailboxes mailboxes;

  MailHtmlRoute(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    MailView view = MailRoute.open(mailboxes, request);
    return view.html()
        .map(html -> MailHtml.framed(html, view.leaves()))
        .map(
            html ->
                Response.of(200, "text/html; charset=UTF-8", html.getBytes(UTF_8))
                    .with("Content-Security-Policy", POLICY)
                    .with("X-DNS-Prefetch-Control", "off")
                    .with("Referrer-Policy", "no-referrer"))
        .orElseGet(Pages::notFound);
  }
}
