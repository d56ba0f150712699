{{ config(materialized='table', schema='intermediate') }}

{#
    Pairs of records that share something identifying and have no reference between them, with a
    score from 0 to 1: points for what agrees, and off for what contradicts. What one of the two
    does not know counts nothing. A block larger than match_max_block tells nobody apart (the
    telephone of an office) and is passed over.
#}
with parties as (

    select
        *,
        {{ sorted_words('party_name') }} as name_words
    from {{ ref('int_party') }}
    where not is_merged

),

blocks as (
    {% for block, expression in match_blocks() %}
    select
        party_key,
        '{{ block }}' as block_name,
        {{ expression }} as block_value
    from parties
    where {{ expression }} is not null
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

sized as (

    select
        *,
        count(*) over (partition by block_name, block_value) as block_size
    from blocks

),

pairs as (

    select distinct
        ones.party_key,
        others.party_key as other_party_key
    from sized as ones
    inner join sized as others
        on ones.block_name = others.block_name
        and ones.block_value = others.block_value
        and ones.party_key < others.party_key
    where
        ones.block_size between 2 and {{ var('match_max_block') }}

),

compared as (

    select
        pairs.party_key,
        pairs.other_party_key,
        greatest(ones.first_seen_date, others.first_seen_date) as matched_since_date,
        case
            when ones.name_words = others.name_words then 1.0
            when {{ differ_by_initial('ones.name_words', 'others.name_words') }} then 0.9
            else {{ text_similarity('ones.name_words', 'others.name_words') }}
        end as name_similarity,
        case
            when ones.normalised_email is null or others.normalised_email is null then null
            when ones.normalised_email = others.normalised_email then 0
            else greatest(
                {{ edit_distance(
                    mailbox('ones.normalised_email'), mailbox('others.normalised_email'),
                ) }}, 1
            )
        end as email_edit_count,
        case
            when ones.normalised_phone is null or others.normalised_phone is null then null
            else {{ edit_distance(
                'substr(ones.normalised_phone, greatest(length(ones.normalised_phone) - 7, 1))',
                'substr(others.normalised_phone, greatest(length(others.normalised_phone) - 7, 1))',
            ) }}
        end as phone_edit_count,
        ones.birth_date = others.birth_date as is_birth_date_equal,
        ones.normalised_tax_no = others.normalised_tax_no as is_tax_no_equal,
        ones.postal_code = others.postal_code as is_postal_code_equal
    from pairs
    inner join parties as ones
        on pairs.party_key = ones.party_key
    inner join parties as others
        on pairs.other_party_key = others.party_key
    where
        coalesce(ones.party_kind, others.party_kind, '') = coalesce(others.party_kind, ones.party_kind, '')

),

final as (

    select
        party_key,
        other_party_key,

        matched_since_date,

        cast(
            least(greatest(
                0.35 * name_similarity
                + case
                    when email_edit_count is null then 0
                    when email_edit_count = 0 then 0.45
                    when email_edit_count <= {{ var('match_max_edits') }} then 0.35
                    else -0.25
                end
                + case
                    when phone_edit_count is null then 0
                    when phone_edit_count = 0 then 0.25
                    when phone_edit_count <= {{ var('match_max_edits') }} then 0.1
                    else -0.15
                end
                + case
                    when is_birth_date_equal is null then 0
                    when is_birth_date_equal then 0.25
                    else -0.4
                end
                + case when is_tax_no_equal is null then 0 when is_tax_no_equal then 0.6 else -0.5 end
                + case
                    when is_postal_code_equal is null then 0
                    when is_postal_code_equal then 0.05
                    else -0.05
                end,
                0
            ), 1) as decimal(9, 4)
        ) as match_score,
        name_similarity,
        email_edit_count,
        phone_edit_count,
        is_birth_date_equal,
        is_tax_no_equal,
        is_postal_code_equal
    from compared

)

select * from final
