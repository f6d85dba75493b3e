package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** GET users.labels.list: Gmail's own labels, and a few that a person might have made. */
final class LabelsRoute implements Route {
  private static final List<String> PLAIN = List.of("INBOX", "SENT", "DRAFT", "SPAM", "TRASH");
  private static final List<String> HIDDEN = List.of("CHAT", "IMPORTANT", "STARRED", "UNREAD");
  private static final List<String> CATEGORIES =
      List.of(
          "CATEGORY_PERSONAL",
          "CATEGORY_SOCIAL",
          "CATEGORY_PROMOTIONS",
          "CATEGORY_UPDATES",
          "CATEGORY_FORUMS");
  private static final List<String> PERSONAL =
      List.of("Receipts", "Übersicht", "Übersicht/Größe", "仕事", "Ελλάδα 🏛️");

  private final ApiDoor door;

  LabelsRoute(ApiDoor door) {
    this.door = door;
  }

  @Override
  public Response answer(Request request) {
    door.enter(request, ApiMethod.LIST_LABELS);
    JsonArrayBuilder labels = Json.createArrayBuilder();
    HIDDEN.forEach(id -> labels.add(label(id, id, "system")));
    PLAIN.forEach(id -> labels.add(label(id, id, "system")));
    CATEGORIES.forEach(
        id ->
            labels.add(
                label(id, id, "system")
                    .add("messageListVisibility", "hide")
                    .add("labelListVisibility", "labelHide")));
    for (int i = 0; i < PERSONAL.size(); i++) {
      labels.add(
          label("Label_" + (i + 1), PERSONAL.get(i), "user")
              .add("messageListVisibility", "show")
              .add("labelListVisibility", "labelShow"));
    }
    return Response.json(200, Json.createObjectBuilder().add("labels", labels).build());
  }

  private static JsonObjectBuilder label(String id, String name, String type) {
    return Json.createObjectBuilder().add("id", id).add("name", name).add("type", type);
  }
}
