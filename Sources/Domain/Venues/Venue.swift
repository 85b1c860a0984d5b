// Venues: the dialects of exchanges. One folder a venue, each with the same four concepts: what we
// ask for (Subscription), what a message is (Message), how its bytes become events (Decoder), and
// how its numbers prove that nothing is missing (Sequence).
//
// A decoder is pulled. `begin` looks at one message, in place; `next` gives its diffs one at a
// time, so that a snapshot of fifty thousand levels stops in the middle when the ring behind is
// full and goes on later. There are two speeds: the quick path takes the venue's usual order of
// keys and nothing else, and hands over to the general scanner, at the place where it stands, as
// soon as anything deviates. Both give the same events.
//
// What is unknown (a product, a channel, a type of event) is counted and passed over, because
// venues add such things. What is known but wrong (a side, a number) is refused loudly, because a
// guess would become a trade. This module knows no socket, no thread and no clock.

public import Codecs
public import Markets

/// One product of a venue, as the settings fix it at start.
public struct VenueProduct: Sendable {
    /// What the venue calls it, such as `SOL-USD`. 1 to 32 bytes.
    public var id: String
    public var instrument: InstrumentID
    /// The grid of its prices: one step is one tick.
    public var price: DecimalGrid
    /// The grid of its sizes: one step is one lot.
    public var size: DecimalGrid

    public init(id: String, instrument: InstrumentID, price: DecimalGrid, size: DecimalGrid) {
        self.id = id
        self.instrument = instrument
        self.price = price
        self.size = size
    }
}
