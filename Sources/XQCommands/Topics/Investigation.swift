// The script behind `xqsh investigate`.

/// The whole investigation of a quantized model, as a script with parameters.
public enum Investigation {
  /// Its text, in the language of the console.
  public static var script: String { ManualPages.investigation }
}
