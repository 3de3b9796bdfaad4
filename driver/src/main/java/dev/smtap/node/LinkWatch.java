package dev.smtap.node;

/** Is told of a node's interfaces by the node's control thread, which it must not keep waiting. */
public interface LinkWatch {
  /** Sees nothing. */
  LinkWatch NONE =
      new LinkWatch() {
        @Override
        public void seen(NodeLink link) {}

        @Override
        public void gone(int adapter) {}
      };

  /** The interface is like this: told once at the beginning, then whenever anything has changed. */
  void seen(NodeLink link);

  /** The interface of an adapter is gone for good. */
  void gone(int adapter);
}
