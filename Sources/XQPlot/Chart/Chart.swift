// A chart as data: what is drawn, nothing of where or how.

/// One picture: panels in a grid, with what stands around them.
public struct Chart: Sendable, Equatable {
  public var title: String
  /// What a reader who cannot see the picture should know; also the alternative text of an image.
  public var summary: String
  /// From left to right, then down.
  public var panels: [Panel]
  /// Panels in a row; at least 1.
  public var columns: Int
  /// Sentences below the picture: what it leaves out, what it cannot show.
  public var notes: [String]
  /// Pixels of one panel's plotting area, axes and labels not counted. An axis of many categories makes it wider.
  public var plotWidth: Double
  public var plotHeight: Double

  public init(
    title: String, summary: String, panels: [Panel], columns: Int = 1, notes: [String] = [],
    plotWidth: Double = 640, plotHeight: Double = 260
  ) {
    self.title = title
    self.summary = summary
    self.panels = panels
    self.columns = max(1, columns)
    self.notes = notes
    self.plotWidth = plotWidth
    self.plotHeight = plotHeight
  }
}

/// Two axes and what lies between them.
public struct Panel: Sendable, Equatable {
  public var title: String
  /// Panels of one group stand side by side in a text, where they share their categories.
  public var group: String
  public var x: Axis
  public var y: Axis
  public var marks: [Mark]
  /// Another scale of the x axis, drawn at the top edge.
  public var top: SecondScale?

  public init(
    title: String, group: String = "", x: Axis, y: Axis, marks: [Mark], top: SecondScale? = nil
  ) {
    self.title = title
    self.group = group
    self.x = x
    self.y = y
    self.marks = marks
    self.top = top
  }
}

/// The distance from a centre in units of a spread: |x - centre| / spread.
public struct SecondScale: Sendable, Equatable {
  public var label: String
  public var centre: Double
  /// Greater than 0; else the scale is not drawn.
  public var spread: Double

  public init(label: String, centre: Double, spread: Double) {
    self.label = label
    self.centre = centre
    self.spread = spread
  }
}

/// What an axis measures.
public struct Axis: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case linear
    case logarithmic
    /// Logarithmic where all values are positive and span three decades or more, else linear.
    case automatic
    /// Names at 0, 1, 2, …
    case categories([Category])
  }

  public var label: String
  public var kind: Kind
  /// Whether 0 belongs to a linear axis whatever the values are, as where lengths of bars are compared.
  public var includesZero: Bool

  public init(_ label: String, _ kind: Kind = .automatic, includesZero: Bool = false) {
    self.label = label
    self.kind = kind
    self.includesZero = includesZero
  }

  /// The names of an axis of categories; empty for one of numbers.
  public var categories: [Category] {
    if case .categories(let categories) = kind { categories } else { [] }
  }
}

/// A name on an axis.
public struct Category: Sendable, Equatable {
  public var name: String
  /// Shown in red, and kept where names have to be left out.
  public var isMarked: Bool

  public init(_ name: String, isMarked: Bool = false) {
    self.name = name
    self.isMarked = isMarked
  }
}
