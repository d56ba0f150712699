{#
    From `relation`, the rows of a member on the days on which it may have changed (`key`, date
    column `day`), the versions: one row per run of days with equal `attributes`, with valid_from,
    valid_to (null while it holds) and is_current. The first version of a member is valid since ever.
#}
{% macro history(relation, key, day, attributes) -%}
    select
        {{ key | join(', ') }},
        {{ attributes | join(', ') }},
        case when version_rank = 1 then {{ since_ever() }} else {{ day }} end as valid_from,
        lead({{ day }}) over (partition by {{ key | join(', ') }} order by {{ day }}) as valid_to,
        lead({{ day }}) over (partition by {{ key | join(', ') }} order by {{ day }}) is null
            as is_current
    from (
        select
            *,
            row_number() over (partition by {{ key | join(', ') }} order by {{ day }})
                as version_rank
        from (
            select
                *,
                lag(attribute_text) over (partition by {{ key | join(', ') }} order by {{ day }})
                    as previous_text
            from (
                select
                    *,
                    concat_ws(
                        '|'
                        {%- for attribute in attributes %},
                        coalesce(cast({{ attribute }} as varchar), '~')
                        {%- endfor %}
                    ) as attribute_text
                from {{ relation }}
            ) as described
        ) as compared
        where
            previous_text is null
            or attribute_text <> previous_text
    ) as changed
{%- endmacro %}
