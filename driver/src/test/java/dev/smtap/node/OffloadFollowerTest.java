package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.OwnSection;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.local.Adapter;
import dev.smtap.local.AdapterSettings;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.Offloads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel that refuses is asked again at each tick, but told of once. */
class OffloadFollowerTest {
  private static final int ID = 1;

  private final List<String> said = new ArrayList<>();

  /** What refuses to be set while it has a reason. */
  private static final class Refusing implements FramePort {
    private String reason = "";
    private int calls;

    @Override
    public int fd() {
      return -1;
    }

    @Override
    public void setCarrier(boolean up) {}

    @Override
    public void setOffloads(Offloads offloads) throws SystemException {
      calls++;
      if (!reason.isEmpty()) {
        throw SystemException.because("set", "the offloads", reason, "");
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void whatFailsAtEachTickIsToldOnce() throws Exception {
    try (ScratchFacility scratch = ScratchFacility.make();
        CommonSection common =
            CommonSection.openOrCreate(
                scratch.facility(), new CommonSection.Plan(2, 4, 8, 0), true);
        OwnSection own = own(scratch, common);
        Mailbox mailbox = new Mailbox()) {
      PeerDirectory peers = new PeerDirectory(scratch.facility(), own, 0, List.of(), (_, _) -> {});
      Refusing port = new Refusing();
      AdapterInfo info = own.adapters().getFirst();
      Adapter adapter =
          new Adapter(
              own,
              info,
              port,
              common.area(info.network()),
              common.fd(),
              peers,
              mailbox,
              AdapterSettings.DEFAULT);
      follow(new OffloadFollower(peers, said::add), adapter, port);
    }
  }

  private void follow(OffloadFollower follower, Adapter adapter, Refusing port) {
    port.reason = "it will not";
    follower.follow(adapter);
    follower.follow(adapter);
    assertThat(port.calls).isEqualTo(2);
    assertThat(said).containsExactly("cannot set the offloads: it will not");
    port.reason = "";
    follower.follow(adapter);
    follower.follow(adapter);
    assertThat(port.calls).as("what is set stays").isEqualTo(3);
    adapter.entry().setOffloads(Offloads.ALL.bits());
    port.reason = "it will not";
    follower.follow(adapter);
    follower.follow(adapter);
    assertThat(said).as("once more, as it worked in between").hasSize(2);
  }

  private static OwnSection own(ScratchFacility scratch, CommonSection common)
      throws SystemException {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(
            NetworkKind.LOCAL,
            common.claimNetwork("net", NetworkKind.LOCAL),
            "net",
            Geometry.LEAST_SLOTS);
    return OwnSection.create(
        new Claim(ID, 1), new OwnSection.Plan(scratch.facility(), 8, 0, List.of(adapter)));
  }
}
