/** What a Java program costs that does nothing; the JDK's own class archive helps it. */
public final class Hello {
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
