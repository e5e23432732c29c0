using SkiaSharp;

namespace GpuSeg.Figures.Drawing;

/// <summary>The typeface of PNG figures: the machine's sans-serif.</summary>
internal static class Typefaces
{
    private static readonly string[] s_families = ["DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "Noto Sans"];

    /// <summary>The first of the families above, else any face with Latin letters; null if no such face is installed.</summary>
    public static SKTypeface? Sans { get; } = Find();

    /// <summary>Warning about missing text; null if there is a typeface.</summary>
    public static string? Warning { get; } = Sans is null
        ? "PNG figures have no text because no font was found; install a font (Debian: fonts-dejavu-core) or write SVG."
        : null;

    private static SKTypeface? Find()
    {
        SKTypeface[] files = [.. UserFiles().Select(SKTypeface.FromFile).OfType<SKTypeface>().Where(HasLetters)];
        var known = s_families.Select(family => Installed(family) ?? Array.Find(files, file => IsPlain(file, family)));
        return known.OfType<SKTypeface>().FirstOrDefault()
            ?? files.FirstOrDefault()
            ?? SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal).Select(Installed).OfType<SKTypeface>().FirstOrDefault();
    }

    // Skia may return a different family from the one requested.
    private static SKTypeface? Installed(string family) =>
        SKFontManager.Default.MatchFamily(family) is { } face && face.FamilyName == family && HasLetters(face) ? face : null;

    private static bool HasLetters(SKTypeface face) => face.GetGlyph('A') != 0;

    private static bool IsPlain(SKTypeface face, string family) => face.FamilyName == family && face is { IsBold: false, IsItalic: false };

    // On Linux, Skia without fontconfig searches /usr/share/fonts only.
    private static IEnumerable<string> UserFiles()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] folders = ["/usr/local/share/fonts", Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return folders.Where(Directory.Exists)
            .SelectMany(folder => ((string[])["*.ttf", "*.otf"]).SelectMany(pattern => Directory.EnumerateFiles(folder, pattern, options)))
            .Order(StringComparer.Ordinal);
    }
}
