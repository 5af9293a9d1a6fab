// What is drawn between the axes of a panel.

/// One thing in a panel. Coordinates are values of the axes; on an axis of categories the place of the name, from 0.
public enum Mark: Sendable, Equatable {
  /// Points joined in order; a gap where a value is no number.
  case line(Series)
  case points(Series)
  /// Bars between two values of x (a histogram) or of y at a place (ranges), each a rectangle.
  case bars(BarSet)
  /// The outline of a histogram.
  case steps(Steps)
  /// A stretch of an axis that is shaded over the whole panel.
  case band(Band)
  /// A line across the panel at a value: a threshold, the end of a range.
  case rule(Rule)
  /// A text at a place.
  case annotation(Annotation)
}

/// Which of the picture's colours; every writer has its own for light and dark paper.
public enum Ink: String, Sendable, CaseIterable {
  case paper, text, muted, grid, frame
  case first, second, third, fourth
  /// What crosses a threshold, and thresholds.
  case alarm
}

/// Points with a name.
public struct Series: Sendable, Equatable {
  /// In the legend; empty for none.
  public var name: String
  public var ink: Ink
  public var points: [Point]

  public init(_ name: String, ink: Ink = .first, _ points: [Point]) {
    self.name = name
    self.ink = ink
    self.points = points
  }
}

/// A point; infinite values are drawn at the edge, what is no number is left out.
public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double
  /// Shown where a pointer rests on it.
  public var tooltip: String
  /// Whether it has a ring around it.
  public var isMarked: Bool

  public init(_ x: Double, _ y: Double, tooltip: String = "", isMarked: Bool = false) {
    self.x = x
    self.y = y
    self.tooltip = tooltip
    self.isMarked = isMarked
  }
}

/// Rectangles with a name.
public struct BarSet: Sendable, Equatable {
  public struct Bar: Sendable, Equatable {
    public var x: ClosedRange<Double>
    public var y: ClosedRange<Double>
    public var tooltip: String
    /// In the colour of alarm.
    public var isMarked: Bool
    /// What a list of bars says in place of the two ends of y; empty for the ends.
    public var label: String

    /// Both ends must be numbers.
    public init(
      x: ClosedRange<Double>, y: ClosedRange<Double>, tooltip: String = "", isMarked: Bool = false, label: String = ""
    ) {
      self.label = label
      self.x = x
      self.y = y
      self.tooltip = tooltip
      self.isMarked = isMarked
    }
  }

  public var name: String
  public var ink: Ink
  public var bars: [Bar]

  public init(_ name: String, ink: Ink = .first, _ bars: [Bar]) {
    self.name = name
    self.ink = ink
    self.bars = bars
  }
}

/// Heights between edges.
public struct Steps: Sendable, Equatable {
  public var name: String
  public var ink: Ink
  /// One more than heights, growing.
  public var edges: [Double]
  public var heights: [Double]
  /// Whether the area below is filled.
  public var isFilled: Bool
  /// Parts of the x axis beyond which heights have the colour of alarm; `nil` for none.
  public var inside: ClosedRange<Double>?

  public init(
    _ name: String, ink: Ink, edges: [Double], heights: [Double], isFilled: Bool = true,
    inside: ClosedRange<Double>? = nil
  ) {
    self.name = name
    self.ink = ink
    self.edges = edges
    self.heights = heights
    self.isFilled = isFilled
    self.inside = inside
  }

  func isMarked(_ index: Int) -> Bool {
    guard let inside, heights.indices.contains(index), edges.indices.contains(index) else { return false }
    return heights[index] > 0 && !inside.contains(edges[index])
  }
}

/// Which of the two axes a value belongs to.
public enum Direction: String, Sendable { case x, y }

public struct Band: Sendable, Equatable {
  public var axis: Direction
  public var values: ClosedRange<Double>
  public var label: String
  public var ink: Ink

  public init(_ axis: Direction, _ values: ClosedRange<Double>, label: String = "", ink: Ink = .second) {
    self.axis = axis
    self.values = values
    self.label = label
    self.ink = ink
  }
}

public struct Rule: Sendable, Equatable {
  public var axis: Direction
  public var value: Double
  public var label: String
  public var ink: Ink
  public var isDashed: Bool

  public init(_ axis: Direction, at value: Double, label: String = "", ink: Ink = .alarm, isDashed: Bool = true) {
    self.axis = axis
    self.value = value
    self.label = label
    self.ink = ink
    self.isDashed = isDashed
  }
}

public struct Annotation: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var text: String
  public var ink: Ink

  public init(x: Double, y: Double, _ text: String, ink: Ink = .muted) {
    self.x = x
    self.y = y
    self.text = text
    self.ink = ink
  }
}

extension Mark {
  /// The name in the legend with its colour; `nil` for a mark without one.
  var legend: (name: String, ink: Ink)? {
    let entry: (name: String, ink: Ink) =
      switch self {
      case .line(let series), .points(let series): (series.name, series.ink)
      case .bars(let bars): (bars.name, bars.ink)
      case .steps(let steps): (steps.name, steps.ink)
      case .band(let band): (band.label, band.ink)
      case .rule, .annotation: ("", .muted)
      }
    return entry.name.isEmpty ? nil : entry
  }

  /// The values on one axis that its range has to hold; rules are not among them.
  func values(_ axis: Direction) -> [Double] {
    switch self {
    case .line(let series), .points(let series): series.points.map { axis == .x ? $0.x : $0.y }
    case .bars(let set):
      set.bars.flatMap { axis == .x ? [$0.x.lowerBound, $0.x.upperBound] : [$0.y.lowerBound, $0.y.upperBound] }
    case .steps(let steps): axis == .x ? steps.edges : steps.heights
    case .band(let band): band.axis == axis ? [band.values.lowerBound, band.values.upperBound] : []
    case .annotation(let annotation): [axis == .x ? annotation.x : annotation.y]
    case .rule: []
    }
  }
}
