package dev.posthorn.sandbox;

import java.util.List;
import java.util.Optional;

/** GET /mail/{id}/parts/{number}: an attachment, to be saved and never shown. */
final class PartRoute implements Route {
  private final Mailboxes mailboxes;

  PartRoute(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    List<MailPart> leaves = MailRoute.open(mailboxes, request).leaves();
    String number = request.pathValue("number");
    Optional<MailPart> part =
        leaves.stream().filter(leaf -> Integer.toString(leaf.number()).equals(number)).findFirst();
    return part.map(
            leaf ->
                Response.of(200, "application/octet-stream", leaf.content())
                    .with("Content-Disposition", FileName.of(leaf).disposition())
                    .with("Content-Security-Policy", "sandbox; default-src 'none'"))
        .orElseGet(Pages::notFound);
  }
}
