{# A name's words in lower case without accents, marks and legal forms, in alphabetical order. #}
{% macro sorted_words(name) -%}
    {{ return(adapter.dispatch('sorted_words', 'granary')(name)) }}
{%- endmacro %}

{% macro default__sorted_words(name) -%}
    array_to_string(
        list_sort(
            list_filter(
                string_split_regex(
                    regexp_replace(
                        lower(strip_accents({{ name }})),
                        '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', '', 'g'
                    ),
                    '[\s\p{P}]+'
                ),
                lambda word: word <> ''
            )
        ),
        ' '
    )
{%- endmacro %}

{% macro trino__sorted_words(name) -%}
    array_join(
        array_sort(
            filter(
                regexp_split(
                    regexp_replace(
                        lower(regexp_replace(normalize({{ name }}, NFD), '\p{M}', '')),
                        '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', ''
                    ),
                    '[\s\p{P}]+'
                ),
                word -> word <> ''
            )
        ),
        ' '
    )
{%- endmacro %}

{# How many letters must be changed, swapped, added or left out to make one text of the other. #}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch('edit_distance', 'granary')(one, other)) }}
{%- endmacro %}

{% macro default__edit_distance(one, other) -%}
    damerau_levenshtein({{ one }}, {{ other }})
{%- endmacro %}

{% macro trino__edit_distance(one, other) -%}
    levenshtein_distance({{ one }}, {{ other }})
{%- endmacro %}

{# What stands before the @ of an e-mail address. #}
{% macro mailbox(email) -%}
    split_part({{ email }}, '@', 1)
{%- endmacro %}

{# 1 for equal texts, less by the share of letters in which they differ. #}
{% macro text_similarity(one, other) -%}
    (
        1 - {{ edit_distance(one, other) }}
        / cast(greatest(length({{ one }}), length({{ other }}), 1) as double)
    )
{%- endmacro %}

{#
    Whether two names of sorted words differ in one word only, and one of them has its initial there:
    'j miller' and 'jane miller'.
#}
{% macro differ_by_initial(one, other) -%}
    {{ return(adapter.dispatch('differ_by_initial', 'granary')(one, other)) }}
{%- endmacro %}

{% macro default__differ_by_initial(one, other) -%}
    {%- set left = words_without(one, other) -%}
    {%- set right = words_without(other, one) -%}
    (
        len({{ left }}) = 1
        and len({{ right }}) = 1
        and least(length({{ left }}[1]), length({{ right }}[1])) = 1
        and {{ left }}[1][1] = {{ right }}[1][1]
        and position(' ' in {{ one }}) > 0
    )
{%- endmacro %}

{% macro trino__differ_by_initial(one, other) -%}
    {%- set left = 'array_except(split(' ~ one ~ ", ' '), split(" ~ other ~ ", ' '))" -%}
    {%- set right = 'array_except(split(' ~ other ~ ", ' '), split(" ~ one ~ ", ' '))" -%}
    (
        cardinality({{ left }}) = 1
        and cardinality({{ right }}) = 1
        and least(length(element_at({{ left }}, 1)), length(element_at({{ right }}, 1))) = 1
        and substr(element_at({{ left }}, 1), 1, 1) = substr(element_at({{ right }}, 1), 1, 1)
        and strpos({{ one }}, ' ') > 0
    )
{%- endmacro %}

{% macro words_without(one, other) -%}
    list_filter(
        string_split({{ one }}, ' '), lambda word: not list_contains(string_split({{ other }}, ' '), word)
    )
{%- endmacro %}

{#
    What identifies a record well enough that records sharing it are worth comparing, as pairs of a
    name and an expression over int_party. What many share by chance (a birth date, a name in a city)
    is joined with a second thing, as the pairs of a block would grow with the square of the records.
    By the points of var match_points hardly a pair that reaches match_min_score is left out for that:
    - A birth date (0.25) lacks 0.3. The same name gives that; another name only together with the postal
      code, with something that has a block of its own, or with a mistyped e-mail address or phone number.
    - A name (0.35) and a city lack 0.2. Without anything that has a block of its own only a mistyped
      e-mail address gives that, and then the mailboxes mostly end alike.
#}
{% macro match_blocks() -%}
    {%- set mailbox = mailbox('normalised_email') -%}
    {{ return([
        ('email', 'normalised_email'),
        ('phone', "case when length(normalised_phone) >= 7 then substr(normalised_phone, length(normalised_phone) - 6) end"),
        ('tax_no', 'normalised_tax_no'),
        ('birth_date_and_postal_code', "cast(birth_date as varchar) || '/' || postal_code"),
        ('birth_date_and_name', "cast(birth_date as varchar) || '/' || name_words"),
        ('name_and_postal_code', "name_words || '/' || postal_code"),
        ('name_city_and_mailbox', "name_words || '/' || lower(city_name) || '/' || substr(" ~ mailbox
            ~ ", greatest(length(" ~ mailbox ~ ") - 2, 1))"),
    ]) }}
{%- endmacro %}
