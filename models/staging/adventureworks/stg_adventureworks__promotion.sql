with source as (

    {{ source_rows(
        source('raw_adventureworks', 'dim_promotion'),
        [
            ['PromotionKey', 'promotion_number', 'text'],
            ['EnglishPromotionName', 'promotion_name', 'text'],
            ['EnglishPromotionType', 'promotion_type', 'text'],
            ['EnglishPromotionCategory', 'category_name', 'text'],
            ['StartDate', 'start_date', 'date'],
            ['EndDate', 'end_date', 'date'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['promotion_number']) }}

),

final as (

    select
        -- keys
        promotion_number,

        -- dimensions
        promotion_name,
        promotion_type,
        category_name,
        start_date,
        end_date,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest
    -- The source's own member for lines without a promotion.
    where coalesce(promotion_type, '') <> 'No Discount'

)

select * from final
