package dev.posthorn.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds {@code credentials.json} (the OAuth client) and {@code tokens/} (one file
 * an account, see {@link FileTokenStoreFactory}).
 *
 * <p>Thread-safe, and safe beside other processes on the same folder. Nothing is kept open.
 */
public final class Home {
  private static final String CREDENTIALS = "credentials.json";
  private static final String TOKENS = "tokens";

  private final Path directory;
  private final Trust trust;
  private final Surroundings around;
  private final TokenFolder folder;
  private final AccessTokens tokens;

  private Home(Path directory, Trust trust, Surroundings around) {
    this.directory = directory.toAbsolutePath().normalize();
    this.trust = trust;
    this.around = around;
    this.folder = new TokenFolder(tokensDirectory(), around);
    this.tokens = new AccessTokens(folder, new TokenEndpoint(around));
  }

  /**
   * A home in a folder. Nothing is read yet, and nothing made.
   *
   * @param directory the folder; it need not exist
   * @return the home
   */
  public static Home at(Path directory) {
    return at(directory, Trust.system());
  }

  /**
   * A home in a folder, with certificates of one's own to trust.
   *
   * @param directory the folder; it need not exist
   * @param trust whose certificates are believed when tokens are renewed
   * @return the home
   */
  public static Home at(Path directory, Trust trust) {
    return new Home(directory, trust, Surroundings.real(trust));
  }

  static Home at(Path directory, Trust trust, Surroundings around) {
    return new Home(directory, trust, around);
  }

  /**
   * The folder itself.
   *
   * @return an absolute path
   */
  public Path directory() {
    return directory;
  }

  /**
   * Where the OAuth client's file is looked for.
   *
   * @return the path of {@code credentials.json}, which need not exist
   */
  public Path credentialsFile() {
    return directory.resolve(CREDENTIALS);
  }

  /**
   * Reads the OAuth client.
   *
   * @return the client of {@link #credentialsFile()}
   * @throws AuthException of kind CONFIGURATION, as {@link ClientSecrets#parse} says
   */
  public ClientSecrets clientSecrets() throws AuthException {
    return ClientSecrets.parse(credentialsFile());
  }

  /**
   * Where token files are.
   *
   * @return the path of {@code tokens}, which need not exist
   */
  public Path tokensDirectory() {
    return directory.resolve(TOKENS);
  }

  /**
   * The accounts that are stored.
   *
   * @return their addresses, sorted; empty when there is none, or no folder
   * @throws AuthException of kind TOKEN_FILE when the folder cannot be read
   */
  public List<String> accounts() throws AuthException {
    return folder.accounts();
  }

  /**
   * Opens a stored account, without network.
   *
   * @param email its address; capitals do not matter
   * @return the account
   * @throws AuthException NO_CONSENT when it is not stored; TOKEN_FILE when its file is broken (it
   *     was then moved aside), unsafe or out of reach; CONFIGURATION when its token_uri is an
   *     address that no secret may go to
   */
  public Account account(String email) throws AuthException {
    String key = key(email);
    return opened(tokens.load(key));
  }

  /**
   * Opens the one account that is stored.
   *
   * @return the account
   * @throws AuthException NO_CONSENT when there is none, SEVERAL_ACCOUNTS with their names when
   *     there are more, else as {@link #account} does
   */
  public Account soleAccount() throws AuthException {
    List<String> accounts = accounts();
    if (accounts.isEmpty()) {
      throw new AuthException(
          AuthException.Kind.NO_CONSENT,
          "No account is stored in " + tokensDirectory() + ".",
          "Run: posthorn login");
    }
    if (accounts.size() > 1) {
      throw new AuthException(
          AuthException.Kind.SEVERAL_ACCOUNTS,
          "Several accounts are stored: " + String.join(", ", accounts) + ".",
          "Name one: --account " + accounts.get(0));
    }
    return account(accounts.get(0));
  }

  /**
   * Takes over a credential from a file that Google's own libraries wrote; nothing is asked of the
   * network, and the file stays as it is.
   *
   * @param json a file with an authorized_user JSON, UTF-8, 1 MiB at most
   * @param email the account, or null when the JSON names it itself
   * @return the account, stored in the place of what was stored for it
   * @throws AuthException INPUT when the file is missing or is no such JSON; TOKEN_FILE when it
   *     cannot be read or the tokens cannot be stored; NO_CONSENT when nobody names the account;
   *     WRONG_ACCOUNT when the JSON names another one; CONFIGURATION when its token_uri is an
   *     address that no secret may go to
   */
  public Account importAuthorizedUser(Path json, @Nullable String email) throws AuthException {
    try (InputStream in = Files.newInputStream(json)) {
      byte[] content = in.readNBytes(TokenFiles.LONGEST + 1);
      if (content.length > TokenFiles.LONGEST) {
        throw new UnusableJsonException("it is longer than 1 MiB");
      }
      return store(AuthorizedUser.read(JsonFields.parse(content), email));
    } catch (UnusableJsonException e) {
      throw AuthorizedUser.unusable(e);
    } catch (NoSuchFileException e) {
      throw new AuthException(
          AuthException.Kind.INPUT,
          "There is no file " + json + " to import.",
          "Name the file that holds the authorized_user JSON.",
          e);
    } catch (IOException e) {
      throw TokenFileTrouble.of("Cannot read " + json, e);
    }
  }

  /**
   * Takes over a credential from a text, as {@link #importAuthorizedUser(Path, String)} does from a
   * file.
   *
   * @param json an authorized_user JSON
   * @param email the account, or null when the JSON names it itself
   * @return the account, stored in the place of what was stored for it
   * @throws AuthException as for a file
   */
  public Account importAuthorizedUser(String json, @Nullable String email) throws AuthException {
    try {
      return store(AuthorizedUser.read(JsonFields.parse(json), email));
    } catch (UnusableJsonException e) {
      throw AuthorizedUser.unusable(e);
    }
  }

  /**
   * Deletes what is stored for an account; its consent is not revoked. The empty lock file stays,
   * since another process may be waiting for it.
   *
   * @param email the account; capitals do not matter
   * @return false when nothing was stored for it
   * @throws AuthException TOKEN_FILE when the file cannot be deleted
   */
  public boolean forget(String email) throws AuthException {
    String key = key(email);
    if (!accounts().contains(key)) {
      return false;
    }
    try (TokenFolder.Session session = folder.lock(key)) {
      return session.delete();
    }
  }

  /**
   * The token files as a store for Google's own libraries.
   *
   * @return a store over {@link #tokensDirectory()}
   */
  public FileTokenStoreFactory tokenStore() {
    return new FileTokenStoreFactory(tokensDirectory(), around);
  }

  /**
   * Stores what a login brought, in the place of what was stored for that account. A consent that
   * brings no refresh token leaves the stored one of the same client in place; a stored file that
   * is broken is moved aside.
   *
   * @param consent the login's outcome
   * @return the account
   * @throws AuthException TOKEN_FILE when it cannot be stored, and what was stored before is still
   *     there; CONFIGURATION when it brings no refresh token and the stored one belongs to another
   *     client
   */
  public Account store(Consent consent) throws AuthException {
    return store(consent.grant());
  }

  Account store(Grant grant) throws AuthException {
    return opened(tokens.store(grant));
  }

  Clock clock() {
    return around.clock();
  }

  Trust trust() {
    return trust;
  }

  private Account opened(Grant grant) throws AuthException {
    return new Account(this, tokens, folder.file(grant.email()), grant);
  }

  private static String key(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }
}
