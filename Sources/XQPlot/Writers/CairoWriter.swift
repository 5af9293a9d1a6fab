// A scene as PNG or PDF, drawn by the cairo library.
//
// Unsafe memory here: the canvas is an opaque pointer that one function makes, uses and frees; its bytes are copied before.

import CCairo

/// Why a picture has no bytes.
public enum PictureError: Error, Sendable, Equatable {
  /// cairo's library could not be opened; in the dynamic loader's words.
  case noLibrary(reason: String)
  /// cairo failed, most likely for want of memory.
  case notDrawn
}

extension Scene {
  /// A kind of file that cairo writes.
  public enum ImageFormat: String, Sendable, CaseIterable { case png, pdf }

  /// Pixels of a PNG at most, four bytes each; larger pictures have fewer pixels a unit.
  private static let largestPNG = 9e6

  /// Pixels of a PNG for one unit of the scene: 2, for screens of today, where that is not too much.
  public var pixelsPerUnit: Double {
    let most = (Self.largestPNG / max(1, width * height)).squareRoot()
    return most >= 2 ? 2 : max(0.05, most)
  }

  /// The picture as the bytes of a file.
  ///
  /// The same scene gives the same bytes with the same version of cairo and the same fonts.
  public func image(_ format: ImageFormat, palette: Palette = .light) throws(PictureError) -> [UInt8] {
    var words = [CChar](repeating: 0, count: 256)
    let isThere = words.withUnsafeMutableBufferPointer { xq_cairo_is_there($0.baseAddress, $0.count) }
    guard isThere else {
      throw .noLibrary(
        reason: String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    let kind = format == .png ? xq_canvas_png : xq_canvas_pdf
    guard let canvas = xq_canvas_make(kind, width, height, pixelsPerUnit) else { throw .notDrawn }
    defer { xq_canvas_free(canvas) }
    for element in elements { Self.draw(element, canvas, palette) }
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    guard xq_canvas_finish(canvas, &bytes, &count), let bytes else { throw .notDrawn }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func draw(_ element: Element, _ canvas: OpaquePointer, _ palette: Palette) {
    switch element {
    case .rectangle(let box, let paint, _):
      draw(paint, canvas, palette) { xq_canvas_add_rectangle(canvas, box.x, box.y, box.width, box.height) }
    case .path(let spots, let paint):
      let coordinates = spots.flatMap { [$0.x, $0.y] }
      draw(paint, canvas, palette) { xq_canvas_add_path(canvas, coordinates, spots.count) }
    case .circle(let centre, let radius, let paint, _):
      draw(paint, canvas, palette) { xq_canvas_add_circle(canvas, centre.x, centre.y, radius) }
    case .text(let label):
      setColour(label.ink, 1, canvas, palette)
      let anchor = label.anchor == .start ? 0 : label.anchor == .middle ? 0.5 : 1
      xq_canvas_draw_text(
        canvas, label.text, label.spot.x, label.spot.y, label.size, label.isBold, label.angle, anchor)
    }
  }

  /// Draws a shape, its area and then its outline.
  private static func draw(_ paint: Paint, _ canvas: OpaquePointer, _ palette: Palette, _ addShape: () -> Void) {
    if let fill = paint.fill {
      setColour(fill, paint.opacity, canvas, palette)
      addShape()
      xq_canvas_fill(canvas)
    }
    if let stroke = paint.stroke {
      setColour(stroke, paint.opacity, canvas, palette)
      addShape()
      xq_canvas_stroke(canvas, paint.lineWidth, paint.isDashed)
    }
  }

  private static func setColour(_ ink: Ink, _ opacity: Double, _ canvas: OpaquePointer, _ palette: Palette) {
    let colour = palette.parts(ink)
    xq_canvas_set_colour(canvas, colour.red, colour.green, colour.blue, opacity)
  }
}
