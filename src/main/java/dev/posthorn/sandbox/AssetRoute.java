package dev.posthorn.sandbox;

import java.util.Map;

/** GET /assets/…: the style sheet, the script and the icon of our pages. */
final class AssetRoute implements Route {
  private static final Map<String, String> TYPES =
      Map.of(
          "sandbox.css", "text/css; charset=UTF-8",
          "inbox.js", "text/javascript; charset=UTF-8",
          "icon.svg", "image/svg+xml");

  @Override
  public Response answer(Request request) {
    String file = request.pathValue("file");
    String type = TYPES.get(file);
    return type == null
        ? Pages.notFound()
        : Response.of(200, type, Template.resource(file))
            .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  }
}
