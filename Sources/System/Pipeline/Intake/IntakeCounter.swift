public import Meters

/// What the intake of one source saw. The sentence is the help text of console and metrics.
public enum IntakeCounter: Int, Counter {
    public static var tile: StaticString { "feed" }

    /// Inputs taken: frames, answers, changes of the connection.
    case inputTaken
    /// Bytes of frames and answers.
    case byteTaken
    /// When the last input came: nanoseconds since boot.
    case lastInput
    /// Times the connection came up.
    case connected
    /// Times it was lost.
    case disconnected
    /// Gaps in the venue's sequence. Each one costs a snapshot.
    case sequenceGap
    /// Messages that were here before; dropped.
    case messageRepeated
    /// Messages that were not what they should be; the source is made anew.
    case messageMalformed
    /// Messages that came while the source waited to be made anew; dropped.
    case messageIgnored
    /// Refusals in the venue's own words.
    case venueRefusal
    /// Slots of an account that went backwards; the pool is read anew.
    case slotBackwards
    /// Accounts that were refused: wrong owner, kind, length or values.
    case accountRefused
    /// Reads of the whole state of the pools.
    case snapshotRead
    /// Answers of HTTP that were no success: 429, 500 and the like.
    case answerRefused
    /// Events given to the price tile.
    case eventGiven
    /// Events that found `feed_price` full and waited; nothing is lost.
    case ringFull
}
