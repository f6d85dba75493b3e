package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GET users.messages.list: ids, the newest first, by label or by {@code q=subject:WORD}; no more of
 * the search language is played.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list">the
 *     reference</a>
 */
final class MessagesRoute implements Route {
  private static final int MOST = 500;
  private static final int USUAL = 100;
  private static final Pattern SUBJECT = Pattern.compile("subject:\"?([^\\s\":(){}]+)\"?");

  private final ApiDoor door;
  private final Mailboxes mailboxes;

  MessagesRoute(ApiDoor door, Mailboxes mailboxes) {
    this.door = door;
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    Grants.Access access = door.enter(request, ApiMethod.LIST_MESSAGES);
    String subject = subject(request, access);
    List<String> labels = request.query().all("labelIds");
    List<StoredMail> mails =
        mailboxes.newestFirst(access.account()).stream()
            .filter(mail -> mail.labelIds().containsAll(labels))
            .filter(mail -> lower(MailPart.decoded(subjectOf(mail))).contains(subject))
            .toList();
    int from = Math.min(mails.size(), number(request, "pageToken", 0));
    int to = Math.min(mails.size(), from + Math.min(MOST, number(request, "maxResults", USUAL)));
    JsonArrayBuilder messages = Json.createArrayBuilder();
    for (StoredMail mail : mails.subList(from, to)) {
      messages.add(
          Json.createObjectBuilder().add("id", mail.id()).add("threadId", mail.threadId()));
    }
    JsonObjectBuilder json = Json.createObjectBuilder();
    if (to > from) {
      json.add("messages", messages);
    }
    if (to < mails.size()) {
      json.add("nextPageToken", Integer.toString(to));
    }
    return Response.json(200, json.add("resultSizeEstimate", mails.size()).build());
  }

  /** The word that is searched for in lower case; empty when there is no search. */
  private static String subject(Request request, Grants.Access access) {
    String query = request.query().first("q").orElse("");
    if (query.isEmpty()) {
      return "";
    }
    if (MessageJson.onlyMetadata(access.scopes())) {
      throw ApiError.forbidden("Metadata scope does not support 'q' parameter");
    }
    Matcher known = SUBJECT.matcher(query);
    if (!known.matches()) {
      throw ApiError.of(
          501, "notImplemented", "The sandbox searches for subject:WORD only.", "UNIMPLEMENTED");
    }
    return lower(known.group(1));
  }

  private static String subjectOf(StoredMail mail) {
    return mail.mail().value("Subject").orElse("");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static int number(Request request, String name, int absent) {
    String text = request.query().first(name).orElse(Integer.toString(absent));
    if (!text.matches("[0-9]{1,9}")) {
      throw ApiError.invalidArgument("Invalid value at '" + name + "', \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }
}
