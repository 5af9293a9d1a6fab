// A picture as few primitives with places in pixels: what every writer of images draws.

/// What is drawn, from the back to the front. The origin is the upper left corner.
public struct Scene: Sendable, Equatable {
  public internal(set) var width: Double
  public internal(set) var height: Double
  public let title: String
  public let summary: String
  public internal(set) var elements: [Element] = []

  /// A thing to draw.
  public enum Element: Sendable, Equatable {
    case rectangle(Box, Paint, tooltip: String)
    /// Joined by straight lines.
    case path([Spot], Paint)
    case circle(Spot, radius: Double, Paint, tooltip: String)
    case text(Label)
  }

  public struct Spot: Sendable, Equatable {
    public var x: Double
    public var y: Double

    init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  public struct Box: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double
  }

  /// How something is filled and outlined.
  public struct Paint: Sendable, Equatable {
    public var fill: Ink?
    public var stroke: Ink?
    public var lineWidth = 1.0
    public var isDashed = false
    public var opacity = 1.0

    static func fill(_ ink: Ink, opacity: Double = 1) -> Paint { Paint(fill: ink, stroke: nil, opacity: opacity) }

    static func stroke(_ ink: Ink, width: Double = 1, isDashed: Bool = false, opacity: Double = 1) -> Paint {
      Paint(fill: nil, stroke: ink, lineWidth: width, isDashed: isDashed, opacity: opacity)
    }
  }

  /// A line of text.
  public struct Label: Sendable, Equatable {
    public enum Anchor: String, Sendable { case start, middle, end }

    public var text: String
    /// Where its baseline starts, has its middle, or ends.
    public var spot: Spot
    public var size: Double
    public var ink: Ink
    public var anchor = Anchor.start
    public var isBold = false
    /// Degrees, clockwise, around the spot.
    public var angle = 0.0
    /// The whole text where this one is shortened.
    public var tooltip = ""
  }
}
