package dev.smtap.posix;

/** A program of its own that loads the library and prints what is wrong, if anything. */
public final class LoadMain {
  private LoadMain() {}

  public static void main(String[] arguments) {
    try {
      NativeLibrary.load();
      System.out.println("loaded");
    } catch (SystemException e) {
      System.out.println(e.getMessage());
    }
  }
}
