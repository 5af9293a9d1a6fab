// A scene as SVG: real text, tooltips, light and dark by the reader's choice.

import XQLanguage

extension Scene {
  /// The picture as an SVG document, which may also stand inside a page, several of them in one.
  ///
  /// Colours are classes below `.xqp`: light unless the reader prefers dark. A page that lets its reader choose sets
  /// `data-theme` to `light` or `dark` on its root element. There are no identifiers in it. The same scene gives the same bytes.
  public var svg: String {
    var writer = SVGWriter()
    let size = "width=\"\(SVGWriter.text(width))\" height=\"\(SVGWriter.text(height))\""
    let label = SVGWriter.escaped(summary.isEmpty ? title : "\(title): \(summary)")
    writer.output +=
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"xqp\" \(size) viewBox=\"0 0 \(SVGWriter.text(width)) "
      + "\(SVGWriter.text(height))\" role=\"img\" aria-label=\"\(label)\">\n<style>\(Self.style)</style>\n"
    for element in elements { writer.add(element) }
    writer.output += "</svg>\n"
    return writer.output
  }

  /// Rules of colours: `.f-first` fills with an ink, `.s-first` strokes with it.
  private static let style: String = {
    func rules(_ palette: Palette, below parent: String) -> String {
      Ink.allCases.map { ink in
        let colour = palette.hexadecimal(ink)
        return "\(parent) .f-\(ink.rawValue){fill:\(colour)}\(parent) .s-\(ink.rawValue){stroke:\(colour)}"
      }.joined()
    }
    return ".xqp{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}"
      + ".xqp path,.xqp circle{fill:none}" + ".xqp .d{stroke-dasharray:5 4}.xqp .b{font-weight:600}"
      + rules(.light, below: ".xqp")
      + "@media (prefers-color-scheme:dark){" + rules(.dark, below: ".xqp") + "}"
      + rules(.light, below: "[data-theme=light] .xqp") + rules(.dark, below: "[data-theme=dark] .xqp")
  }()
}

/// Writes elements one behind the other.
private struct SVGWriter {
  var output = ""

  mutating func add(_ element: Scene.Element) {
    switch element {
    case .rectangle(let box, let paint, let tooltip):
      let place = "x=\"\(Self.text(box.x))\" y=\"\(Self.text(box.y))\""
      let size = "width=\"\(Self.text(box.width))\" height=\"\(Self.text(box.height))\""
      add("rect", "\(place) \(size)\(Self.attributes(paint))", tooltip)
    case .path(let spots, let paint):
      let steps = spots.enumerated().map { index, spot in
        "\(index == 0 ? "M" : index == 1 ? "L" : "")\(Self.text(spot.x)) \(Self.text(spot.y))"
      }
      add("path", "d=\"\(steps.joined(separator: " "))\"\(Self.attributes(paint))", "")
    case .circle(let centre, let radius, let paint, let tooltip):
      let place = "cx=\"\(Self.text(centre.x))\" cy=\"\(Self.text(centre.y))\" r=\"\(Self.text(radius))\""
      add("circle", "\(place)\(Self.attributes(paint))", tooltip)
    case .text(let label): add(label)
    }
  }

  private mutating func add(_ name: String, _ attributes: String, _ tooltip: String) {
    output += "<\(name) \(attributes)"
    output += tooltip.isEmpty ? "/>\n" : "><title>\(Self.escaped(tooltip))</title></\(name)>\n"
  }

  private mutating func add(_ label: Scene.Label) {
    let (x, y) = (Self.text(label.spot.x), Self.text(label.spot.y))
    var attributes = "x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.text(label.size))\""
    attributes += " class=\"f-\(label.ink.rawValue)\(label.isBold ? " b" : "")\""
    if label.anchor != .start { attributes += " text-anchor=\"\(label.anchor.rawValue)\"" }
    if label.angle != 0 { attributes += " transform=\"rotate(\(Self.text(label.angle)) \(x) \(y))\"" }
    let title = label.tooltip.isEmpty ? "" : "<title>\(Self.escaped(label.tooltip))</title>"
    output += "<text \(attributes)>\(title)\(Self.escaped(label.text))</text>\n"
  }

  private static func attributes(_ paint: Scene.Paint) -> String {
    var classes: [String] = []
    if let fill = paint.fill { classes.append("f-\(fill.rawValue)") }
    if let stroke = paint.stroke { classes.append("s-\(stroke.rawValue)") }
    if paint.isDashed { classes.append("d") }
    var text = " class=\"\(classes.joined(separator: " "))\""
    if paint.stroke != nil, paint.lineWidth != 1 { text += " stroke-width=\"\(Self.text(paint.lineWidth))\"" }
    if paint.opacity != 1 { text += " opacity=\"\(Self.text(paint.opacity))\"" }
    return text
  }

  /// Two digits behind the point at most, without zeros at the end.
  static func text(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e9 else { return "0" }
    let hundredths = Int((number * 100).rounded())
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Text as XML holds it; characters that XML cannot hold become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case _ where scalar.value < 0x20 && scalar != "\t" && scalar != "\n", "\u{FFFE}", "\u{FFFF}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
