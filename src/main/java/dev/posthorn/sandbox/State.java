package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a sandbox: the one that was asked for, or a temporary one that goes with it.
 *
 * <pre>
 * lock           held while a sandbox runs
 * sandbox.json   {"clientSecret", "ports": {"http","smtps","smtp"}, "appPasswords": {account:…}}
 * grants.json    codes excepted, what {@link Grants} knows
 * mail.log       see {@link MailLog}
 * uploads/       see {@link Uploads}
 * smtp.p12       the key and the certificate of the SMTP ports, see {@link Certificate}
 * </pre>
 *
 * <p>All files have the mode 0600, all folders 0700; they hold secrets of this sandbox only. A file
 * is replaced whole. Thread-safe.
 */
final class State implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(State.class.getName());

  private final Path folder;
  private final boolean lasting;
  private final FileChannel lock;

  private final Thread hook;

  private State(Path folder, boolean lasting) throws IOException {
    this.folder = folder;
    this.lasting = lasting;
    this.hook = new Thread(this::forget, "delete-" + folder.getFileName());
    this.lock = PrivateFiles.open(folder.resolve("lock"));
  }

  /** Deletes the temporary folder; at Ctrl-C nobody closes the sandbox, but the JVM does this. */
  private void forget() {
    try {
      PrivateFiles.deleteTree(folder);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot delete " + folder, e);
    }
  }

  /**
   * Opens a folder, or a temporary one when there is none.
   *
   * @throws IOException when another sandbox has it open, or it cannot be used
   */
  static State open(@Nullable Path asked) throws IOException {
    if (asked == null) {
      State state = new State(Files.createTempDirectory("posthorn-sandbox-"), false);
      Runtime.getRuntime().addShutdownHook(state.hook);
      return state;
    }
    State state = new State(PrivateFiles.folder(asked), true);
    FileLock held = null;
    try {
      held = state.lock.tryLock();
    } catch (OverlappingFileLockException e) {
      // By another sandbox of this process: the same as by one of another process.
      held = null;
    }
    if (held == null) {
      state.lock.close();
      throw new IOException("Another sandbox is running with the state in " + asked);
    }
    return state;
  }

  boolean lasting() {
    return lasting;
  }

  Path mailLog() {
    return folder.resolve("mail.log");
  }

  Path keyStore() {
    return folder.resolve("smtp.p12");
  }

  Path uploads() throws IOException {
    return PrivateFiles.folder(folder.resolve("uploads"));
  }

  /** What was kept under this name; an empty object when nothing was. */
  private JsonObject read(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try {
      return JsonBody.parse(Files.readAllBytes(file));
    } catch (Refusal e) {
      throw new IOException(file + " is no JSON object", e);
    }
  }

  private void write(String name, JsonObject json) throws IOException {
    if (lasting) {
      PrivateFiles.replace(folder.resolve(name), json.toString());
    }
  }

  JsonObject grants() throws IOException {
    return read("grants.json");
  }

  void grants(JsonObject json) throws IOException {
    write("grants.json", json);
  }

  JsonObject sandbox() throws IOException {
    return read("sandbox.json");
  }

  void sandbox(String clientSecret, Map<String, Integer> ports, Map<String, String> passwords)
      throws IOException {
    var portsJson = Json.createObjectBuilder();
    ports.forEach(portsJson::add);
    var passwordsJson = Json.createObjectBuilder();
    passwords.forEach(passwordsJson::add);
    write(
        "sandbox.json",
        Json.createObjectBuilder()
            .add("clientSecret", clientSecret)
            .add("ports", portsJson)
            .add("appPasswords", passwordsJson)
            .build());
  }

  /** The texts in a member object; none when it is not there. */
  static Map<String, String> texts(JsonObject json, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json.get(name) instanceof JsonObject object) {
      object.keySet().forEach(key -> texts.put(key, object.getString(key)));
    }
    return texts;
  }

  /** The port that a door had before; 0 when it had none. */
  static int port(JsonObject sandbox, String door) {
    return sandbox.get("ports") instanceof JsonObject ports ? ports.getInt(door, 0) : 0;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (lasting) {
      return;
    }
    forget();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "The JVM is ending already", e);
    }
  }
}
