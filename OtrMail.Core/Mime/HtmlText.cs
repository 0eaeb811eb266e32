using System.Text;
using MimeKit.Text;

namespace OtrMail.Core.Mime;

/// <summary>The words of an HTML text, a block a line; no scripts, styles, pictures or links.</summary>
internal static class HtmlText
{
    /// <summary>The words.</summary>
    public static string Of(string html)
    {
        var text = new StringBuilder();
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader);
        int hidden = 0;
        while (tokens.ReadNextToken(out HtmlToken? token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Title or HtmlTagId.Head } tag:
                    hidden = tag.IsEndTag ? Math.Max(0, hidden - 1) : hidden + (tag.IsEmptyElement ? 0 : 1);
                    break;
                case HtmlTagToken { Id: HtmlTagId.Body }:
                    hidden = 0; // whatever was left open before it
                    break;
                case HtmlTagToken tag when IsBlock(tag.Id):
                    Break(text);
                    break;
                case HtmlDataToken data when hidden == 0:
                    Append(text, data.Data);
                    break;
            }
        }

        return text.ToString();
    }

    private static bool IsBlock(HtmlTagId id) => id is HtmlTagId.P or HtmlTagId.Div or HtmlTagId.Br or HtmlTagId.TR or HtmlTagId.LI
        or HtmlTagId.UL or HtmlTagId.OL or HtmlTagId.Table or HtmlTagId.BlockQuote or HtmlTagId.Pre or HtmlTagId.HR
        or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6;

    private static void Break(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
    }

    /// <summary>White space is one blank, and none at the start of a line.</summary>
    private static void Append(StringBuilder text, string data)
    {
        foreach (char c in data)
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
        }
    }
}
