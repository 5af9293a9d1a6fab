// A picture that a command shows: an image, and a text for where there are no images.

/// Something to look at. The console knows nothing of what is in it.
public struct Picture: Sendable {
  /// A line that says what is shown.
  public let title: String
  /// What a reader who cannot see the picture should know; for the `alt` of an image.
  public let alternativeText: String
  /// A whole SVG document without identifiers, which may stand inside a page; everything in it is escaped.
  public let svg: String
  /// The picture as lines of text, none wider than the style's width; with nothing that a terminal acts on but colours where
  /// the style has colour.
  public let lines: @Sendable (TextStyle) -> [String]

  public init(
    title: String, alternativeText: String, svg: String, lines: @escaping @Sendable (TextStyle) -> [String]
  ) {
    self.title = title
    self.alternativeText = alternativeText
    self.svg = svg
    self.lines = lines
  }
}

/// A picture as a journal keeps it.
public struct RecordedPicture: Sendable, Equatable {
  public let title: String
  public let alternativeText: String
  /// `nil` for an image that was too large to be kept.
  public let svg: String?
  /// The picture in lines of 100 cells.
  public let text: String

  /// Bytes of an image that a journal keeps at most.
  public static let largestImage = 2 << 20
}
