{# The contact centre's interval, by number, in which a second since 1970 lies; intervals begin at midnight. #}
{% macro contact_interval(second) -%}
    cast(
        floor(({{ second }} + {{ midnight_offset() }}) / {{ var('contact_interval_minutes') * 60 }}.0)
        as bigint
    )
{%- endmacro %}

{# The second since 1970 at which an interval begins. #}
{% macro contact_interval_second(interval_number) -%}
    ({{ interval_number }} * {{ var('contact_interval_minutes') * 60 }} - {{ midnight_offset() }})
{%- endmacro %}

{#
    Seconds by which the reporting time zone's clocks are ahead of UTC, without summer time north of the equator; a
    change of clocks moves intervals longer than the change, as they follow each other without a gap.
#}
{% macro midnight_offset() -%}
    ({{ epoch_seconds(reporting_time("timestamp '2025-01-01 00:00:00'")) }} - 1735689600)
{%- endmacro %}
