package dev.posthorn.sandbox;

/** GET /mail/{id}/raw: the octets of a mail, as plain text that no browser takes for more. */
final class RawRoute implements Route {
  private final Mailboxes mailboxes;

  RawRoute(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    return mailboxes
        .find(request.pathValue("id"))
        .map(
            stored ->
                Response.of(200, "text/plain; charset=UTF-8", stored.mail().bytes())
                    .with("Content-Security-Policy", "sandbox; default-src 'none'"))
        .orElseGet(Pages::notFound);
  }
}
